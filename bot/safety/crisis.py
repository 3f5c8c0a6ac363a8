"""Says whether a text speaks of a present crisis, and of which kind.

Rules decide what they match. What they do not match is read twice more, by a linear model and by a fine-tuned transformer,
whose odds are added; both together may overrule a rule only where they are very sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple, cast

from bot.safety.canonical import RULES, canonical
from bot.safety.opt_out import is_plain_opt_out
from bot.safety.rulebook import Rulebook, read_shared
from bot.safety.second_opinion import opinion, second_opinion
from bot.safety.sentence_reader import load, sentence_readings

CrisisKind = Literal["suicide", "overdose", "violence", "medical_emergency"]
_FILES: tuple[tuple[CrisisKind, str], ...] = (
    ("suicide", "suicide_en.txt"),
    ("suicide", "suicide_es.txt"),
    ("overdose", "overdose.txt"),
    ("violence", "violence.txt"),
    ("medical_emergency", "medical.txt"),
)

_BY_THE_WRITER = {
    "harm the texter means to do",
    "the texter about to harm in other words",
    "a death threat against others said plainly",
}
"""Sections of violence.txt."""
_ANOTHER = "another means to"
"""The section of own_violence.txt that says it is not."""

_PLAINLY_CALM = -6.0
"""Log odds of the second opinion below which the transformer, which costs ten times as much, is not asked."""
_SHARE_OF_MEANING = 0.4
"""How much of the transformer's log odds counts beside the second opinion's: it is surer than it is right."""
_OVERRULED_BY_MEANING, _OVERRULED_TOGETHER = -3.0, -7.5
"""Log odds of the transformer, and of both, below which what a rule matched is none ("that food was choking me")."""
_SURE_OF_THE_KIND = 1.0
"""Log odds of the second opinion above which its kind is right more often than the transformer's."""
_DOUBT, _EXCUSED = 0.25, 2.0
_IN_FEW_WORDS = ((3, 4.5), (7, 3.0))
"""Log odds that must speak for it where no rule does: in any text, where the rules met only what they excuse, and in texts
of fewer than so many words, which hold too little to go by ("my house", "outside")."""


class Finding(NamedTuple):
    """What was found: the kind, the class of expression, and the canonical words that carried it."""

    kind: CrisisKind
    section: str
    words: str


class _Open(NamedTuple):
    """What the rules `found` and the second opinion (`likeliest` kind, `margin`) leave for the transformer to settle."""

    found: Finding | None
    words: str
    likeliest: str
    margin: float
    doubt: float


def detect_crisis(text: str) -> CrisisKind | None:
    """The kind of present crisis `text` speaks of, in English, Spanish or both at once, or None."""
    return detect_crises([text])[0]


def detect_crises(texts: Sequence[str]) -> list[CrisisKind | None]:
    """`detect_crisis` of each; many at once cost half as much a text."""
    return [found.kind if found else None for found in _explained(texts)]


def explain_crisis(text: str) -> Finding | None:
    """Like `detect_crisis`, with what decided; for tests and for tuning, never for a log."""
    return _explained([text])[0]


def _explained(texts: Sequence[str]) -> list[Finding | None]:
    first = [_before_meaning(text) for text in texts]
    open_texts = [text for text, one in zip(texts, first, strict=True) if isinstance(one, _Open)]
    readings = iter(sentence_readings(open_texts))
    return [_by_meaning(one, next(readings)) if isinstance(one, _Open) else one for one in first]


def _before_meaning(text: str) -> Finding | _Open | None:
    words = canonical(text)
    found, excused = _by_rules(words)
    if is_plain_opt_out(text):  # "stop", "end it": asked of us, not of life
        return found
    length = len(words.split())
    doubt = next((doubt for fewer, doubt in _IN_FEW_WORDS if length < fewer), _EXCUSED if excused else _DOUBT)
    likeliest, margin = opinion(words)
    if not found and margin < _PLAINLY_CALM:
        return None
    return _Open(found, words, likeliest, margin, doubt)


def _by_meaning(left: _Open, reading: tuple[str, float] | None) -> Finding | None:
    """`reading`: the transformer's, or None without one."""
    found, words, likeliest, margin, doubt = left
    if not reading:
        kind_alone = second_opinion(words, doubt=doubt)
        return found or (Finding(cast(CrisisKind, kind_alone), "second opinion", words) if kind_alone else None)
    kind, by_meaning = reading
    if found:
        return None if by_meaning < _OVERRULED_BY_MEANING and by_meaning + margin < _OVERRULED_TOGETHER else found
    is_one = margin + _SHARE_OF_MEANING * by_meaning > doubt
    if margin > _SURE_OF_THE_KIND:
        kind = likeliest
    return Finding(cast(CrisisKind, kind), "second opinion", words) if is_one else None


def get_ready() -> bool:
    """Reads rules and weights from disk before the first text comes; False where the transformer cannot be had.

    Rules and linear weights are part of the program: without them it raises as any reading would.
    """
    is_plain_opt_out("hello")
    _by_rules(canonical("hello"))
    opinion("hello")
    return load()


def is_by_the_writer(text: str) -> bool:
    """Whether a `text` that speaks of violence speaks of what its writer may do to somebody, not of what is done to them."""
    words = canonical(text)
    if section := _own_violence().read(words).section:
        return section != _ANOTHER
    found, _ = _by_rules(words)
    return found is not None and found.section in _BY_THE_WRITER


def explain_by_rules(text: str) -> Finding | None:
    """What the written rules alone find."""
    return _by_rules(canonical(text))[0]


def _by_rules(words: str) -> tuple[Finding | None, bool]:
    """What the rules find in canonical `words`; and whether they only met expressions they excuse (idiom, past, denial)."""
    excused = False
    for kind, book in _books():
        reading = book.read(words)
        if reading.section:
            return Finding(kind, reading.section, reading.words), False
        excused = excused or reading.excused
    return None, excused


@cache
def _own_violence() -> Rulebook:
    return Rulebook(RULES / "own_violence.txt", *read_shared(RULES / "shared.txt"))


@cache
def _books() -> tuple[tuple[CrisisKind, Rulebook], ...]:
    fragments, guards = read_shared(RULES / "shared.txt")
    return tuple((kind, Rulebook(RULES / name, fragments, guards)) for kind, name in _FILES)
