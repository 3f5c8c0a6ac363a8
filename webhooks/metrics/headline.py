"""How a period went in one glance: the headline in words, and the key figures with their change."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Language
from bot.metrics.measures import MEASURES
from webhooks.console.words import capitalized
from webhooks.metrics.blocks import KeyFigure
from webhooks.metrics.building import PERIODS_DRAWN, Builder, Read
from webhooks.metrics.figures import Shown
from webhooks.metrics.words import say, say_number, say_period


def headline(build: Builder) -> str:
    """One sentence: who texted, who was sent a service, which promises were kept; of needs alone where the filters
    lead there. What is withheld is said to be."""
    chosen = build.selection.chosen
    if chosen is None:
        return build.say("metrics.none" if build.selection.kind == "week" else "metrics.none_longer")
    people = build.now(build.count("conversations"))
    offered = build.now(build.share("people_offered", "new_people"))
    kept = build.now(build.share("call_promises", "call_promises", {"detail": "kept"}, {}))
    stated = build.now(build.count("needs_found")) if people.state == "absent" else build.figures.absent
    unmet = build.now(build.share("needs_unmet", "needs_found")) if people.state == "absent" else build.figures.absent
    parts = [
        _part(build, "needs", stated, stated.text),
        _part(build, "unmet", unmet, unmet.text),
        _part(build, "people" if build.selection.kind == "week" else "talks", people, people.text),
        _part(build, "offered", offered, _in_ten(offered, build.language)),
        _part(build, "kept", kept, kept.text),
    ]
    said = "; ".join(part for part in parts if part)
    period = capitalized(say_period(chosen, build.language))
    return build.say("metrics.headline", period=period, said=said or build.say("metrics.headline.nothing"))


def key_figures(build: Builder) -> Sequence[KeyFigure]:
    """Six figures at most; one that is not counted by the filters is left out."""
    kept = build.share("call_promises", "call_promises", {"detail": "kept"}, {})
    delivered = build.share("deliveries", "deliveries", {"detail": "delivered"}, {})
    # Who texts in two weeks of a longer period is counted in both: those are conversations, not people.
    texting = "conversations" if build.selection.kind == "week" else "talks"
    found = [
        _key(build, texting, build.count("conversations"), good=0),
        _key(build, "offered", build.share("people_offered", "new_people"), good=1, share=True),
        _key(build, "kept", kept, good=1, share=True),
        _key(build, "unmet", build.share("needs_unmet", "needs_found"), good=-1, share=True),
        _key(build, "crises", build.count("crises"), good=MEASURES["crises"].good),
        _key(build, "delivered", delivered, good=1, share=True),
    ]
    return [each for each in found if each.shown.state != "absent"]


def _key(build: Builder, name: str, read: Read, *, good: int, share: bool = False) -> KeyFigure:
    now, before = build.now(read), build.before(read)
    step = (now.number or 0) - (before.number or 0) if now.number is not None and before.number is not None else 0
    trend = [read(shown).number for shown in build.selection.last(PERIODS_DRAWN)]
    change = build.change(read, share=share)
    told = bool(change) and change != build.say("metrics.change.same")
    better = step * good > 0 if told and step and good else None
    return KeyFigure(name, build.say(f"metrics.key.{name}"), now, change, better, trend)


def _part(build: Builder, name: str, shown: Shown, said: str) -> str:
    if shown.state == "absent":
        return ""
    return build.say(f"metrics.headline.{name}{'' if shown.state == 'shown' else '_withheld'}", figure=said)


def _in_ten(shown: Shown, language: Language) -> str:
    """`7 in 10`; the share itself where that would say none or all."""
    tenths = round((shown.number or 0) * 10)
    return say("metrics.in_ten", language, number=say_number(tenths, language)) if 1 <= tenths <= 9 else shown.text
