"""Linear scores over sparse terms: fitted by scikit-learn, answered with numpy alone."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.features import weighed

Terms = Mapping[str, int]
# A third of the time of the library's own 1e-4, and no worse.
TOLERANCE = 0.01
MODEL_FILES = ("linear.npz", "linear.json")


@dataclass(frozen=True)
class Task:
    """What one output is fitted to: `rows` of the documents, and which of these are its own.

    `overtaught` is taken off its score: it has more examples than its share of what buyers say.
    """

    name: str
    rows: np.ndarray
    holds: np.ndarray
    overtaught: float = 0.0


class LinearModel:
    """Scores, one an output, of a message's terms; a score is the logarithm of odds.

    weights: (terms, outputs) float32; bias: (outputs,); idf: term to column and weight.
    """

    def __init__(
        self,
        *,
        outputs: Sequence[str],
        idf: Mapping[str, tuple[int, float]],
        weights: np.ndarray,
        bias: np.ndarray,
    ) -> None:
        self.outputs = tuple(outputs)
        self._idf = dict(idf)
        self._weights = weights
        self._bias = bias

    def scores(self, terms: Terms) -> np.ndarray:
        """One score an output."""
        vector = weighed(terms, self._idf)
        if not vector:
            return self._bias
        columns = np.fromiter(vector.keys(), dtype=np.int64, count=len(vector))
        values = np.fromiter(vector.values(), dtype=np.float32, count=len(vector))
        scores: np.ndarray = self._bias + values @ self._weights[columns]
        return scores

    def familiar(self, terms: Terms) -> float:
        """The share of the terms that are known, 0 to 1; 1 where there are none."""
        return sum(map(self._idf.__contains__, terms)) / len(terms) if terms else 1.0

    @classmethod
    def fitted(
        cls, documents: Sequence[Terms], tasks: Sequence[Task], *, freedom: float, seed: int
    ) -> LinearModel:
        """Fit one logistic regression a task; `freedom` is the inverse of regularisation."""
        from joblib import Parallel, delayed

        idf = _idf(documents)
        rows = _matrix(documents, idf)
        # Threads: liblinear works outside the interpreter's lock, and nothing is copied.
        fitted = Parallel(n_jobs=os.cpu_count(), prefer="threads")(
            delayed(_fit)(rows[task.rows], task.holds, freedom, seed) for task in tasks
        )
        return cls(
            outputs=[task.name for task in tasks],
            idf=idf,
            weights=np.stack([weights for weights, _ in fitted], axis=1).astype(np.float32),
            bias=np.array(
                [bias - task.overtaught for task, (_, bias) in zip(tasks, fitted, strict=True)],
                dtype=np.float32,
            ),
        )

    def save(self, folder: Path) -> None:
        """Write the model as numbers and JSON; no pickle."""
        terms = sorted(self._idf, key=lambda term: self._idf[term][0])
        np.savez_compressed(
            folder / MODEL_FILES[0],
            weights=self._weights.astype(np.float16),
            bias=self._bias,
            idf=np.array([self._idf[term][1] for term in terms], dtype=np.float32),
        )
        names = {"outputs": self.outputs, "terms": terms}
        (folder / MODEL_FILES[1]).write_text(json.dumps(names, ensure_ascii=False))

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read what `save` wrote."""
        names = json.loads((folder / MODEL_FILES[1]).read_text())
        with np.load(folder / MODEL_FILES[0], allow_pickle=False) as arrays:
            weighted = zip(names["terms"], arrays["idf"], strict=True)
            return cls(
                outputs=names["outputs"],
                idf={
                    term: (column, float(weight)) for column, (term, weight) in enumerate(weighted)
                },
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"],
            )


def _idf(documents: Sequence[Terms]) -> dict[str, tuple[int, float]]:
    """Column and smoothed inverse document frequency of every term."""
    frequency: Counter[str] = Counter()
    for document in documents:
        frequency.update(document.keys())
    return {
        term: (column, math.log((1 + len(documents)) / (1 + frequency[term])) + 1)
        for column, term in enumerate(sorted(frequency))
    }


def _matrix(documents: Sequence[Terms], idf: Mapping[str, tuple[int, float]]) -> Any:
    from scipy.sparse import csr_matrix

    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for document in documents:
        vector = weighed(document, idf)
        columns += vector.keys()
        values += vector.values()
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(documents), len(idf)))


def _fit(rows: Any, holds: np.ndarray, freedom: float, seed: int) -> tuple[np.ndarray, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=freedom, solver="liblinear", tol=TOLERANCE, random_state=seed)
    model.fit(rows, holds)
    return model.coef_[0], float(model.intercept_[0])
