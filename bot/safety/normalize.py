"""One canonical spelling for what people text: case, accents, leetspeak, chat spelling, typing errors.

The result is for matching only and is never shown: lower-case words of a-z and digits, one space
between them, a lone `.` where a sentence ends. Contractions are spelled out ("im" -> "i am") so that
a rule is written once. A misspelt word is replaced only by a word that some rule looks for, and never
when it is itself a real word (`real_words.txt`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LEET = str.maketrans("013457@$!", "oieastasi")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_DOTTED_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][.\-_*]){2,}[a-z0-9]?(?![a-z0-9])[.\-_*]?")
_SPACED_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z0] ){3,}[a-z0](?![a-z0-9])")
_WORD_INNER_SIGN = re.compile(r"(?<=[a-z])[013457@$!](?=[a-z])|(?<=[a-z])[!@$](?=[a-z])|(?<![a-z0-9])[@$](?=[a-z]{2})")
_CENSORED = re.compile(r"(?<=[a-z])[*#_]+(?=[a-z])")
_SENTENCE_END = re.compile(r"[.!?;\n\r…|]+")
_NOT_WORD = re.compile(r"[^a-z0-9.]+")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"(.)\1+")
_MIN_FUZZY_LETTERS = 6
_MAX_CHARACTERS = 1600


def fold(text: str) -> str:
    """Lower case without accents or apostrophes; ñ becomes n."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _APOSTROPHES.sub("", "".join(c for c in decomposed if not unicodedata.combining(c)))


class Normalizer:
    """Turns a text into its canonical spelling.

    `spellings` maps a written form to its canonical words; `rewrites` are pairs of a pattern over
    canonical text and its replacement, applied in order; `vocabulary` are the words rules look for
    (typing errors are repaired towards these); `real_words` are never repaired; `ing_words` are known
    words in -ing, whose dropped g is put back ("swingin").
    """

    def __init__(
        self,
        spellings: dict[str, str],
        rewrites: Iterable[tuple[re.Pattern[str], str]],
        vocabulary: Iterable[str],
        real_words: Iterable[str],
        ing_words: Iterable[str] = (),
    ) -> None:
        self._spellings = spellings
        self._rewrites = tuple(rewrites)
        self._vocabulary = frozenset(vocabulary)
        self._known = self._vocabulary | frozenset(real_words) | frozenset(spellings)
        self._ing_words = frozenset(ing_words)
        self._by_sound: dict[str, str] = {}
        self._by_deletion: dict[str, str] = {}
        for word in sorted(self._vocabulary):
            if len(word) >= 4:
                self._by_sound.setdefault(sound(word), word)
            if len(word) >= _MIN_FUZZY_LETTERS:
                for shorter in _deletions(word):
                    self._by_deletion.setdefault(shorter, word)

    def __call__(self, text: str) -> str:
        """The canonical spelling of the first 1,600 characters of `text`."""
        plain = fold(text[:_MAX_CHARACTERS])
        plain = _DOTTED_LETTERS.sub(lambda m: re.sub(r"[.\-_*]", "", m[0]) + " ", plain)
        plain = _SPACED_LETTERS.sub(lambda m: m[0].replace(" ", ""), plain)
        plain = _WORD_INNER_SIGN.sub(lambda m: m[0].translate(_LEET), plain)
        plain = _CENSORED.sub("", plain)
        plain = _NOT_WORD.sub(" ", _SENTENCE_END.sub(" . ", plain))
        words = " ".join(self._canonical(word) for word in plain.split())
        for pattern, replacement in self._rewrites:
            words = pattern.sub(replacement, words)
        return words

    def _canonical(self, word: str) -> str:
        if word == "." or word.isdigit():
            return word
        word = self._squeezed(word)
        if word in self._spellings:
            return self._spellings[word]
        if word in self._known or len(word) < 4:
            return word
        if word.endswith("in") and word + "g" in self._ing_words:
            return word + "g"
        return self._spellings.get(repaired, repaired) if (repaired := self._repaired(word)) else word

    def _squeezed(self, word: str) -> str:
        """`stoppp` -> `stop`: letters drawn out for emphasis, and doubled ones when that gives a known word."""
        if run := _LONG_RUN.search(word):
            twice = _LONG_RUN.sub(r"\1\1", word)
            word = twice if twice in self._known else _LONG_RUN.sub(r"\1", word) if run else word
        if word not in self._known and _DOUBLE.search(word):
            single = _DOUBLE.sub(r"\1", word)
            if len(single) > 2 and single in self._known:
                return single
        return word

    def _repaired(self, word: str) -> str | None:
        """The vocabulary word that `word` sounds like in Spanish spelling or is one typing error away from."""
        if same_sound := self._by_sound.get(sound(word)):
            return same_sound
        if len(word) < _MIN_FUZZY_LETTERS - 1:
            return None
        if word in self._by_deletion:
            return self._by_deletion[word]
        for shorter in _deletions(word):
            candidate = shorter if shorter in self._vocabulary else self._by_deletion.get(shorter)
            if candidate and len(candidate) >= _MIN_FUZZY_LETTERS and candidate[0] == word[0]:
                return candidate
        return None


def sound(word: str) -> str:
    """A key shared by words that sound alike in Latin American Spanish: kiero/quiero, bibir/vivir, aser/hacer."""
    key = re.sub(r"ch", "C", word)
    key = re.sub(r"qu(?=[ei])|q", "k", key)
    key = re.sub(r"c(?=[eiy])|z|x", "s", key).replace("c", "k")
    key = re.sub(r"gu(?=[ei])", "G", key)
    key = re.sub(r"g(?=[ei])", "j", key).replace("G", "g")
    key = key.replace("h", "").replace("v", "b").replace("ll", "y").replace("w", "u")
    return _DOUBLE.sub(r"\1", key)


def _deletions(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
