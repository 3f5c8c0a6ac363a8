"""Names of places in a text, said exactly, run together, pulled apart or misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.directory.place_tables import Tables, plain
from bot.directory.place_text import Word, sound
from bot.directory.place_types import Mention, Said
from bot.directory.place_words import word_set

_MARKS = frozenset("/@|")
_JOINTS = frozenset(("/", "@", "|", "and", "n", "y", "or", "o"))
_ARTICLES = word_set("spanish_articles")
_STRICT, _SHORT_TEXT, _GENEROUS = 0.86, 0.82, 0.75
_LEAST = {"landmark": 0.85, "outside": 0.82, "area": 0.82}
"""How like a name must be where many ordinary words come near: the rarer the kind, the more."""
_DIRECTIONS = {
    **dict.fromkeys(("north", "n", "nor", "nort", "norte"), "north"),
    **dict.fromkeys(("south", "s", "so", "sur", "sout"), "south"),
    **dict.fromkeys(("east", "e", "este"), "east"),
    **dict.fromkeys(("west", "w", "wes", "oeste"), "west"),
}
_ALIKE = 0.5
"""How like in spelling two names must be for a likeness in sound to count."""
_BY_SOUND = 0.03
"""How much less a likeness in sound is worth than one in spelling."""
_STREET_TYPES = word_set("street_types")
LEADING = word_set("leading")
FILLERS = word_set("fillers")


_AFTER_OF = word_set("before_of")
_MOTION = word_set("motion")


def leads(before: list[str]) -> bool:
    """Whether the words before a name are words of place, over an article at most."""
    at = len(before) - 1
    while at >= 0 and before[at] in ("the", "la", "el", "los", "las", "downtown", "south", "uptown"):
        at -= 1
    if at < 0 or len(before) - 1 - at > 1:
        return False
    if before[at] in ("de", "del"):
        return at > 0 and before[at - 1] in _AFTER_OF
    if before[at] == "to":  # "allergic to walnut"
        return any(text in _MOTION for text in before[max(0, at - 4) : at])
    return before[at] in LEADING


class Names:
    """The names of the gazetteer, ready for exact and for fuzzy look-up."""

    def __init__(self, tables: Tables) -> None:
        self._said = tables.names
        self._ordinary = tables.ordinary | {
            words for words, said in tables.names.items() if said.when in ("cue", "whole", "now") and " " not in words
        }
        self._joined: dict[str, Said] = {}
        self._by_letter: dict[str, tuple[list[str], list[str]]] = {}
        """First sound -> names without spaces, and their sounds, in step."""
        told: set[tuple[str, str]] = set()
        for words, said in tables.names.items():
            joined = words.replace(" ", "")
            if len(joined) < 5 or joined.isdigit():
                continue
            if len(joined) >= 7 or (" " in words and len(joined) >= 6):
                self._joined.setdefault(joined, said)
            if said.when in ("any", "cue") and _worth_guessing(words, said):
                spelt, sounded = self._by_letter.setdefault(_first_sound(joined[:3]), ([], []))
                heard = sound(joined)
                if (heard, said.place.name) not in told:
                    told.add((heard, said.place.name))
                    spelt.append(joined)
                    sounded.append(heard)
        self._longest: dict[str, int] = {}
        """First word of a name -> the most words a name beginning so has."""
        for words in tables.names:
            first, count = words.split()[0], words.count(" ") + 1
            self._longest[first] = max(count, self._longest.get(first, 0))
        self._openings = {joined[:4] for joined in self._joined}
        self._all = {words.replace(" ", ""): said for words, said in reversed(tables.names.items())}

    def exact(self, words: list[Word]) -> list[Mention]:
        """The names that stand in the words as they are, longest first, none inside another."""
        found: list[Mention] = []
        at = 0
        while at < len(words):
            mention = self._with_direction(words, self._longest_at(words, at))
            if mention and not self._names_a_street(words, mention):
                found.append(mention)
            at = mention.last if mention else at + 1
        return found

    def _longest_at(self, words: list[Word], at: int) -> Mention | None:
        """The name from word `at`, said or run together; none where a longer one begins after an article."""
        said, joined = self._exact_at(words, at), self._joined_at(words, at)
        mention = joined if joined and (said is None or joined.last > said.last) else said
        if mention and mention.last - 1 > at and words[mention.last - 1].text in _ARTICLES:
            inner = self._exact_at(words, mention.last - 1)
            if inner and inner.last > mention.last:  # "city of la puente"
                return None
        if mention and words[at].text in ("the", "la", "el") and at + 1 < len(words):
            inner = self._exact_at(words, at + 1)
            if inner and inner.last > mention.last:
                return None
        return mention

    def _exact_at(self, words: list[Word], at: int) -> Mention | None:
        if words[at].text in _MARKS:
            return None
        for length in range(min(self._longest.get(words[at].text, 0) + 1, len(words) - at), 0, -1):
            window = words[at : at + length]
            said = self._said.get(" ".join(word.text for word in window if word.text not in _MARKS))
            if said and window[-1].text not in _MARKS:
                return Mention(window[0].start, window[-1].end, at, at + length, said.place, said.when)
        return None

    def _joined_at(self, words: list[Word], at: int) -> Mention | None:
        """A name run together or pulled apart: "longbeach", "palm dale"."""
        joined = ""
        best: Mention | None = None
        for last in range(at, min(at + 3, len(words))):
            if words[last].text in LEADING or words[last].text in _MARKS:
                break
            joined += words[last].text
            if len(joined) >= 4 and joined[:4] not in self._openings:
                break
            said = self._joined.get(joined)
            if said:
                best = Mention(words[at].start, words[last].end, at, last + 1, said.place, said.when)
        return best

    def _with_direction(self, words: list[Word], mention: Mention | None) -> Mention | None:
        """ "north holywood": the quarter before a name makes it another place where there is one so called."""
        if mention is None or mention.first == 0 or mention.place is None:
            return mention
        before = words[mention.first - 1]
        quarter = _DIRECTIONS.get(before.text)
        said = self._said.get(f"{quarter} {mention.place.name.lower()}") if quarter else None
        if said is None or words[mention.first].after_break:
            return mention
        return Mention(before.start, mention.end, mention.first - 1, mention.last, said.place, said.when)

    def _names_a_street(self, words: list[Word], mention: Mention) -> bool:
        """Whether a street type follows, as in "whittier blvd": a street runs through many places."""
        if mention.place is None or mention.place.kind == "landmark" or mention.last >= len(words):
            return False
        return words[mention.last].text in _STREET_TYPES and not words[mention.last].after_break

    def fuzzy(self, words: list[Word], taken: set[int]) -> list[Mention]:
        """Misspelt names: generously in a short text or after a word of place, strictly elsewhere.

        `taken` holds the numbers of words already read; windows keep clear of them.
        """
        content = sum(word.text not in FILLERS for word in words)
        best: list[Mention] = []
        for first, last, led in self._windows(words, taken, short=content <= 3):
            within = sum(word.text not in FILLERS for word in words[first:last])
            cutoff = _GENEROUS if led or within == content else _SHORT_TEXT if content <= 3 else _STRICT
            mention = self._like(words, first, last, cutoff)
            if mention and (not best or (mention.score, last - first) > (best[0].score, best[0].last - best[0].first)):
                best = [mention]
        return best

    def _windows(self, words: list[Word], taken: set[int], short: bool) -> Iterator[tuple[int, int, bool]]:
        """Runs of one to three words that may be a name, and whether words of place lead up to each."""
        for first, word in enumerate(words):
            if first in taken or (word.text in FILLERS and word.text not in _ARTICLES):
                continue
            led = leads([before.text for before in words[max(0, first - 3) : first]])
            wide = led or short
            if not wide and (len(word.text) < 7 or word.text in self._ordinary):
                continue
            for last in range(first + 1, min(first + 4, len(words) + 1) if wide else first + 2):
                end = words[last - 1]
                if last - 1 in taken or end.text in _JOINTS or (last - 1 > first and end.after_break):
                    break
                if end.text not in FILLERS:
                    yield first, last, led

    def _like(self, words: list[Word], first: int, last: int, cutoff: float) -> Mention | None:
        parts = [word.text for word in words[first:last]]
        joined = "".join(parts)
        if not 5 <= len(joined) <= 24 or not joined.isalpha() or joined in self._ordinary:
            return None
        ordinary = all(len(part) <= 2 or part in self._ordinary or part in FILLERS for part in parts)
        if ordinary and last - first == 1:
            return None
        if ordinary:
            cutoff = 0.9
        elif len(joined) < 7:
            if cutoff >= _STRICT:
                return None
            cutoff = max(cutoff, 0.8)
        name, score = self._nearest(joined, cutoff, by_ear=not ordinary)
        if name is None or score >= 1:  # what is spelt right was found by `exact`
            return None
        said = self._all[name]
        if parts[0] in _ARTICLES and said.words.split()[0] != parts[0]:
            return None
        if score < _LEAST.get(said.place.kind, 0.0):
            return None
        return Mention(words[first].start, words[last - 1].end, first, last, said.place, said.when, score)

    def _nearest(self, joined: str, cutoff: float, by_ear: bool) -> tuple[str | None, float]:
        """The name most like `joined` in spelling or, `by_ear`, in sound, and how like (0-1)."""
        spelt, sounded = self._by_letter.get(_first_sound(joined[:3]), ([], []))
        similar = OSA.normalized_similarity
        by_spelling = process.extractOne(joined, spelt, scorer=similar, score_cutoff=cutoff)
        best: tuple[str | None, float] = (by_spelling[0], by_spelling[1]) if by_spelling else (None, 0.0)
        if not by_ear:
            return best
        heard = sound(joined)
        needed = cutoff + _BY_SOUND if len(heard) >= 7 else max(cutoff + _BY_SOUND, 0.83 if len(heard) == 6 else 1.0)
        by_sound = process.extractOne(heard, sounded, scorer=similar, score_cutoff=needed)
        if by_sound and by_sound[1] - _BY_SOUND > best[1]:
            name = spelt[by_sound[2]]
            if similar(joined, name) >= (_ALIKE if by_sound[1] < 1 else 0.3):
                best = (name, by_sound[1] - _BY_SOUND)
        return best


def _worth_guessing(words: str, said: Said) -> bool:
    """Whether a misspelling of this name may be guessed: not of a short form, a nickname or a number."""
    if any(len(part) == 1 or part.isdigit() for part in words.split()):
        return False
    return len(words) >= 9 or words in plain(said.place.name)


@lru_cache(maxsize=4096)
def _first_sound(opening: str) -> str:
    """The first sound of a word by its first three letters, vowels taken as one, "h" as it is heard in "jolivud"."""
    first = sound(opening + "x")[:1]
    return "a" if first in "aeiou" else first
