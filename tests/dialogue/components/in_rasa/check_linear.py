"""The regressions learn a few texts, keep their scale, and read spellings that sound alike alike."""

from __future__ import annotations

import unittest

import numpy as np

from bot.dialogue.components.linear import Linear, MainDirections, Ngrams

FOOD = ["necesito comida", "need food", "tengo hambre hoy", "food please", "ocupo comida ya", "where is food"]
WORK = ["necesito trabajo", "need work", "busco trabajo hoy", "work please", "ocupo trabajo ya", "where is work"]


class LinearTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ngrams = Ngrams()
        self.ngrams.fit(FOOD + WORK)
        targets = [{"food"}] * len(FOOD) + [{"employment"}] * len(WORK)
        self.linear = Linear.fit(self.ngrams.transform(FOOD + WORK), targets, 10.0)

    def scores(self, text: str) -> dict:
        return self.linear.scores(self.ngrams.transform([text]))[0]

    def test_labels_are_told_apart(self) -> None:
        self.assertGreater(self.scores("i need food")["food"], self.scores("i need food")["employment"])
        self.assertGreater(self.scores("quiero trabajo")["employment"], 0.5)

    def test_scores_are_probabilities(self) -> None:
        for text in ("", "zzz", "comida trabajo", "😀"):
            for score in self.scores(text).values():
                self.assertTrue(0.0 <= score <= 1.0)

    def test_capitals_accents_and_apostrophes_change_nothing(self) -> None:
        self.assertEqual(self.scores("NECESITO COMIDA"), self.scores("nécesito comída"))

    def test_spellings_that_sound_alike_share_features(self) -> None:
        one, other = self.ngrams.transform(["trabajo"]), self.ngrams.transform(["travajo"])
        self.assertGreater(float(one.multiply(other).sum()), 0.5)

    def test_many_texts_at_once_are_read_as_one_by_one(self) -> None:
        together = self.linear.scores(self.ngrams.transform(["need food", "busco trabajo"]))
        self.assertAlmostEqual(together[1]["employment"], self.scores("busco trabajo")["employment"], places=6)


class MainDirectionsTest(unittest.TestCase):
    def test_the_widest_direction_comes_first(self) -> None:
        chance = np.random.default_rng(0)
        vectors = chance.normal(0, [5.0, 0.1, 1.0], (200, 3)).astype(np.float32)
        along = MainDirections.of(vectors, 2).along(vectors)
        self.assertEqual(along.shape, (200, 2))
        self.assertGreater(along[:, 0].std(), along[:, 1].std())

    def test_without_fitting_it_says_so(self) -> None:
        with self.assertRaises(ValueError):
            MainDirections().along(np.zeros((1, 3)))
