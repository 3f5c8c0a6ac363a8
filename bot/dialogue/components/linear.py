"""The linear half of the reader: n-grams of a text as features, and one logistic regression per label."""

from __future__ import annotations

from multiprocessing.pool import ThreadPool
from typing import Dict, List, Optional, Sequence, Set, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.dialogue.components.text import plain, sounded

_THREADS = 2  # the regressions are independent, and liblinear lets other threads run


class Ngrams:
    """TF-IDF of character and word n-grams, of the plain text and of how it sounds."""

    def __init__(self) -> None:
        self._forms = [(form, vectorizer) for form in (plain, _heard) for vectorizer in (_characters(), _words())]

    def fit(self, texts: Sequence[str]) -> None:
        for form, vectorizer in self._forms:
            vectorizer.fit([form(text) for text in texts])

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Texts × n-grams."""
        return hstack(
            [vectorizer.transform([form(text) for text in texts]) for form, vectorizer in self._forms]
        ).tocsr()


def _heard(text: str) -> str:
    return sounded(plain(text))


def _characters() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32)


def _words() -> TfidfVectorizer:
    pattern = r"[^\s.,!?;:]+"
    return TfidfVectorizer(token_pattern=pattern, ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32)


class MainDirections:
    """The directions in which sentence vectors differ most (principal components)."""

    def __init__(self, middle: Optional[np.ndarray] = None, directions: Optional[np.ndarray] = None) -> None:
        self._middle = middle
        self._directions = directions

    @classmethod
    def of(cls, vectors: np.ndarray, count: int) -> MainDirections:
        """The first `count` of them. `vectors`: texts × dimensions."""
        middle = vectors.mean(axis=0)
        _, directions = np.linalg.eigh(np.cov((vectors - middle).T))  # ascending
        return cls(middle, np.ascontiguousarray(directions[:, ::-1][:, :count].astype(np.float32)))

    def along(self, vectors: np.ndarray) -> np.ndarray:
        """Texts × directions."""
        if self._middle is None or self._directions is None:
            raise ValueError("not fitted")
        projected: np.ndarray = (vectors - self._middle) @ self._directions
        return projected


class Linear:
    """One logistic regression per label, kept as one matrix so that a text costs one product."""

    def __init__(self, labels: List[str], weights: np.ndarray, bias: np.ndarray) -> None:
        self.labels = labels
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(cls, features: csr_matrix, targets: Sequence[Set[str]], regularization: float) -> Linear:
        """`features`: examples × dimensions. `targets`: the labels of each example."""
        labels = sorted(set().union(*targets))
        features = features.astype(np.float64)

        def fit_one(label: str) -> Tuple[np.ndarray, float]:
            truth = np.array([label in target for target in targets])
            model = LogisticRegression(C=regularization, solver="liblinear", dual=True, tol=1e-2, random_state=0)
            model.fit(features, truth)
            return model.coef_[0].astype(np.float32), float(model.intercept_[0])

        with ThreadPool(_THREADS) as pool:
            fitted = pool.map(fit_one, labels, chunksize=1)
        # Dimensions × labels, contiguous: scipy would copy any other layout at every text.
        weights = np.ascontiguousarray(np.vstack([row for row, _ in fitted]).T)
        return cls(labels, weights, np.array([b for _, b in fitted], dtype=np.float32))

    def scores(self, features: csr_matrix) -> List[Dict[str, float]]:
        """The probability of each label, for each example."""
        margins = features @ self._weights + self._bias
        probabilities = 1.0 / (1.0 + np.exp(-np.asarray(margins)))
        return [dict(zip(self.labels, row)) for row in probabilities]
