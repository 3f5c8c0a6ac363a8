"""What a measure means, in words: what stands beside every figure shown."""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import Language, render
from bot.metrics.measures import MEASURES, Measure

DOMAIN = "console"


@dataclass(frozen=True)
class Definition:
    """`denominator` is None for plain counts, `caveat` where there is nothing to warn of."""

    title: str
    numerator: str
    denominator: str | None
    window: str
    source: str
    caveat: str | None


def define(measure: Measure, language: Language) -> Definition:
    """The definition of a measure in a language."""
    name = f"measure.{measure.name}"
    against = None
    if measure.of:
        against = render("measure.against", language, DOMAIN, of=title(measure.of, language))
    elif measure.details:
        against = render("measure.against_own", language, DOMAIN)
    return Definition(
        title(measure.name, language),
        render(f"{name}.what", language, DOMAIN),
        against,
        render(f"measure.window.{measure.window}", language, DOMAIN),
        render(f"measure.source.{measure.source}", language, DOMAIN),
        render(f"{name}.caveat", language, DOMAIN) if measure.caveat else None,
    )


def title(measure: str, language: Language) -> str:
    """A measure's name in words."""
    return render(f"measure.{MEASURES[measure].name}", language, DOMAIN)


def detail_title(measure: Measure, detail: str, language: Language) -> str:
    """A detail in words: a kind by its name, a bin of time by its ends (`up to 5 seconds`)."""
    if measure.bins and "_" in detail:
        which, _, bound = detail.rpartition("_")
        return render(f"measure.bin.{measure.bins.unit}.{which}", language, DOMAIN, number=bound)
    return render(f"measure.detail.{detail}", language, DOMAIN)
