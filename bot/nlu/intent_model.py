"""A linear intent model: trained with scikit-learn, answered with numpy alone."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.features import weighed

FOLDS = 5
INVERSE_REGULARISATION = 20.0


class IntentModel:
    """One-against-the-rest logistic regressions over sparse terms, calibrated together.

    weights: (terms, intents) float32; bias: (intents,); temperature: divides the scores.
    """

    def __init__(
        self,
        *,
        intents: Sequence[str],
        idf: Mapping[str, tuple[int, float]],
        weights: np.ndarray,
        bias: np.ndarray,
        temperature: float,
    ) -> None:
        self.intents = tuple(intents)
        self._idf = dict(idf)
        self._weights = weights
        self._bias = bias
        self.temperature = temperature

    def ranked(self, counts: Mapping[str, int]) -> list[tuple[str, float]]:
        """Intents with their probabilities, the likeliest first."""
        vector = weighed(counts, self._idf)
        scores = self._bias.copy()
        if vector:
            columns = np.fromiter(vector.keys(), dtype=np.int64, count=len(vector))
            values = np.fromiter(vector.values(), dtype=np.float32, count=len(vector))
            scores = scores + values @ self._weights[columns]
        probabilities = _softmax(scores[None, :] / self.temperature)[0]
        order = np.argsort(-probabilities)
        return [(self.intents[i], float(probabilities[i])) for i in order]

    @classmethod
    def trained(
        cls, documents: Sequence[Mapping[str, int]], labels: Sequence[str], *, seed: int = 0
    ) -> IntentModel:
        """Fit on `documents` (term counts); the temperature is fitted on held-out folds."""
        from sklearn.model_selection import StratifiedKFold

        idf = _idf(documents)
        intents = sorted(set(labels))
        rows = _matrix(documents, idf)
        targets = np.array([intents.index(label) for label in labels])
        held_out = np.zeros((len(labels), len(intents)))
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
        for train, test in folds.split(rows, targets):
            weights, bias = _fit(rows[train], targets[train], seed=seed)
            held_out[test] = rows[test] @ weights + bias
        weights, bias = _fit(rows, targets, seed=seed)
        return cls(
            intents=intents,
            idf=idf,
            weights=weights.astype(np.float32),
            bias=bias.astype(np.float32),
            temperature=_temperature(held_out, targets),
        )

    def save(self, folder: Path) -> None:
        """Write the model as numbers and JSON; no pickle."""
        terms = sorted(self._idf, key=lambda term: self._idf[term][0])
        np.savez_compressed(
            folder / "intents.npz",
            weights=self._weights.astype(np.float16),
            bias=self._bias,
            idf=np.array([self._idf[term][1] for term in terms], dtype=np.float32),
        )
        description = {"intents": self.intents, "terms": terms, "temperature": self.temperature}
        (folder / "intents.json").write_text(json.dumps(description, ensure_ascii=False))

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        description = json.loads((folder / "intents.json").read_text())
        with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
            idf = {
                term: (column, float(weight))
                for column, (term, weight) in enumerate(
                    zip(description["terms"], arrays["idf"], strict=True)
                )
            }
            return cls(
                intents=description["intents"],
                idf=idf,
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"],
                temperature=description["temperature"],
            )


def _idf(documents: Sequence[Mapping[str, int]]) -> dict[str, tuple[int, float]]:
    """Column and smoothed inverse document frequency of every term."""
    frequency: Counter[str] = Counter()
    for document in documents:
        frequency.update(document.keys())
    return {
        term: (column, math.log((1 + len(documents)) / (1 + frequency[term])) + 1)
        for column, term in enumerate(sorted(frequency))
    }


def _matrix(documents: Sequence[Mapping[str, int]], idf: Mapping[str, tuple[int, float]]) -> Any:
    from scipy.sparse import csr_matrix

    rows, columns, values = [], [], []
    for row, document in enumerate(documents):
        for column, value in weighed(document, idf).items():
            rows.append(row)
            columns.append(column)
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(documents), len(idf)))


def _fit(rows: Any, targets: np.ndarray, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=INVERSE_REGULARISATION, solver="liblinear", random_state=seed)
    model.fit(rows, targets)
    return model.coef_.T, model.intercept_


def _temperature(scores: np.ndarray, targets: np.ndarray) -> float:
    """The temperature with the smallest log loss (Guo et al., On Calibration of Modern
    Neural Networks, ICML 2017)."""
    candidates = np.linspace(0.2, 3.0, 57)
    losses = []
    for temperature in candidates:
        probabilities = _softmax(scores / temperature)
        losses.append(-np.log(probabilities[np.arange(len(targets)), targets] + 1e-12).mean())
    return float(candidates[int(np.argmin(losses))])


def _softmax(scores: np.ndarray) -> np.ndarray:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    total: np.ndarray = shifted / shifted.sum(axis=1, keepdims=True)
    return total
