"""Whether a text opens with a time that stands on its own, as the answer to `when may we call?` does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.callbacks.time_language.clauses import About, Clause
from bot.callbacks.time_language.model import Mention

_REASON = re.compile(
    r"[\s.,;!-]*(?:because|cause|cuz|coz|bc|cos|since|so|but|when|once|while|thats when|porque|por que|ya que|cuando|"
    r"mientras|en cuanto|pero|asi que|entonces|pues)\b"
)
"""What follows says why this time, or what it is not: a duty in it is no longer what the time belongs to."""
_MORE = re.compile(r"[\s,]*(?:but|pero)\b")
_BECAUSE_WORD = r"(?:because|cause|cuz|coz|bc|cos|since|porque|por que|ya que)"
_BECAUSE = re.compile(rf"\b{_BECAUSE_WORD} *$")
_BECAUSE_FIRST = re.compile(rf" *{_BECAUSE_WORD}\b")
_COURTESY = re.compile(r"\b(?:please|pls|plz|porfa|xfa|por favor)\b")
_PAST = re.compile(
    r"\b(?:was|were|did|didnt|went|told|came|woke|lost|said|left|took|had|got (?:out|there|here|off|home|back|released)|"
    r"(?:call|text|kick|mov|stay|ask|tri|walk|wait|show|arrest|releas|clos|miss)i?ed|"
    r"fui|iba|(?<!ya )(?<!ya me )sali|vine|llegue|dije|perdi|era|estaba|tuve|\w{2,}(?:aron|ieron|aban|aste))\b"
)


def opening_answer(text: str, clauses: Sequence[Clause], mentions: Sequence[Mention]) -> tuple[Clause, ...]:
    """The clauses of the regular `text` that answer before a reason is given; empty where it does not open so.

    Nothing but a time and small words may stand in the first of them and before it, and nothing may be needed or asked.
    What follows gives the reason (`tonight when my kids are asleep`), says more (`today but not before 2 …`), or is no
    other event (`tuesday at 3, my phone is charged by then`).
    """
    if not mentions or any(clause.about is About.ASKED for clause in clauses):
        return ()
    number = next((n for n, clause in enumerate(clauses) if clause.start <= mentions[0].start < clause.end), None)
    if number is None or any(clause.extra_words for clause in clauses[:number]):
        return ()
    first, later = clauses[number], clauses[number + 1 :]
    if first.about is not About.BARE or not later:
        return ()
    rest = text[first.end :]
    if _REASON.match(rest):
        if _PAST.search(rest):
            return ()
        more = later[1:2] if _MORE.match(rest) and later[1:2] and _begins_with_time(later[1], text, mentions) else ()
        return (first, *more)
    weak = all(mention.weak for mention in mentions if first.start <= mention.start < first.end)
    courteous = weak and _COURTESY.search(text, first.start, first.end)
    if (weak and not courteous) or any(other.about is About.OTHER for other in clauses):
        return ()
    return (first,)


def gives_reason(text: str, clause: Clause) -> bool:
    """Whether `clause` of the regular `text` says why (`because this week i work`), so that its times are no offer."""
    return bool(_BECAUSE.search(text[: clause.start])) or bool(_BECAUSE_FIRST.match(text, clause.start))


def _begins_with_time(clause: Clause, text: str, mentions: Sequence[Mention]) -> bool:
    start = next((mention.start for mention in mentions if clause.start <= mention.start < clause.end), None)
    return start is not None and not text[clause.start : start].strip()
