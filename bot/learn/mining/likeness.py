"""How alike questions are, by the character sequences the models see of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

ORDERS = (1, 3)
ROWS_AT_ONCE = 256


class Likeness:
    """TF-IDF over character sequences, fitted on our own examples and the questions themselves."""

    def __init__(self, *groups: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectors = TfidfVectorizer(
            analyzer="char", ngram_range=ORDERS, sublinear_tf=True, dtype=np.float32
        )
        self._vectors.fit([_bounded(text) for group in groups for text in group] or [" "])

    def rows(self, texts: Sequence[str]) -> Any:
        """Each masked text as a row of length one."""
        from scipy.sparse import csr_matrix

        if not texts:
            return csr_matrix((0, len(self._vectors.vocabulary_)), dtype=np.float32)
        return self._vectors.transform([_bounded(text) for text in texts])


def alike(rows: Any, *, least: float) -> Any:
    """Cosines of rows with each other, sparse; those below `least` are left out."""
    from scipy.sparse import vstack

    blocks = [_cut(block, least) for _, block in _products(rows, rows)]
    return vstack(blocks, format="csr") if blocks else rows @ rows.T


def nearest(rows: Any, others: Any) -> tuple[np.ndarray, np.ndarray]:
    """Of each row the most like of the `others`, and how like it is (0 where there are none)."""
    at = np.zeros(rows.shape[0], dtype=np.int64)
    likeness = np.zeros(rows.shape[0], dtype=np.float32)
    if not others.shape[0]:
        return at, likeness
    for start, block in _products(rows, others):
        dense = block.toarray()
        best = dense.argmax(axis=1)
        at[start : start + len(best)] = best
        likeness[start : start + len(best)] = dense[np.arange(len(best)), best]
    return at, likeness


def _products(rows: Any, others: Any) -> Iterator[tuple[int, Any]]:
    turned = others.T.tocsc()
    for start in range(0, rows.shape[0], ROWS_AT_ONCE):
        yield start, (rows[start : start + ROWS_AT_ONCE] @ turned).tocsr()


def _cut(block: Any, least: float) -> Any:
    block.data[block.data < least] = 0
    block.eliminate_zeros()
    return block


def _bounded(text: str) -> str:
    return f"^{text.replace(' ', '')}$"
