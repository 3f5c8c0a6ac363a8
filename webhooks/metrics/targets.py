"""The section of indicators against the county's targets: how far each is, and when it will be there at this pace."""

from __future__ import annotations

from collections.abc import Sequence

from bot.metrics.indicators import MEASURE, Indicator, Targets
from bot.metrics.report import Point
from bot.metrics.tables import VALUES
from webhooks.metrics.blocks import Bar, Row, Section, Table
from webhooks.metrics.building import PERIODS_DRAWN, Builder
from webhooks.metrics.figures import Shown
from webhooks.metrics.words import say_day, say_number, say_period, say_value


def targets(build: Builder, found: Sequence[Indicator], known: Targets) -> Section:
    """Always over all the time counted, whatever period and filters are chosen."""
    reached = [each for each in found if each.projection == "reached"]
    flagged = [_name(build, each) for each in found if each.flagged]
    says = [build.say("metrics.targets.says", reached=len(reached), all=len(found))]
    if flagged:
        says.append(
            build.say("metrics.targets.flagged", percent=round(known.flag_below * 100), named=", ".join(flagged))
        )
    says.append(build.say("metrics.targets.outcome"))
    tables = [_against(build, found, known), *_areas(build, found), *_months(build, found)]
    return Section("targets", build.say("metrics.targets", name=known.name), says, tables=tables)


def _against(build: Builder, found: Sequence[Indicator], known: Targets) -> Table:
    scale = max(100.0, *(each.percent for each in found))
    rows = []
    for each in found:
        cells = [
            _so_far(build, each), build.figures.plain(say_number(each.target.target, build.language), each.target.target),
            build.figures.plain(_at_least(build, each, f"{say_number(each.percent, build.language, 1)}%"), each.percent),
            build.figures.plain(_when(build, each)),
        ]  # fmt: skip
        bar = Bar(round(each.percent / scale, 4), round(100 / scale, 4))
        note = build.say("metrics.targets.below") if each.flagged else ""
        rows.append(Row(_name(build, each), cells, bar, note))
    columns = [build.say(f"metrics.head.{head}") for head in ("programme", "so_far", "target", "percent", "expected")]
    note = build.say("metrics.targets.note", source=known.source, starts=say_day(known.period_starts, build.language),
                     ends=say_day(known.period_ends, build.language))  # fmt: skip
    return Table("targets-table", build.say("metrics.table.targets"), columns, rows, note=note)


def _areas(build: Builder, found: Sequence[Indicator]) -> list[Table]:
    """People connected by area: in the chosen period, or where that has no such table in the newest month."""
    if build.selection.where:
        return []
    if build.figures.table(MEASURE, "spa", "detail"):
        shown = build.selection.chosen
        rows = [
            Row(say_value("spa", area, build.language),
                [build.now(build.count(MEASURE, {"spa": area, "detail": each.target.counted})) for each in found])
            for area in VALUES["spa"]
        ]  # fmt: skip
    else:
        shown = found[0].months[-1].shown if found and found[0].months else None
        rows = [
            Row(say_value("spa", area, build.language), [_point(build, each.by_area[area][-1]) for each in found])
            for area in VALUES["spa"]
        ] if shown else []  # fmt: skip
    if shown is None:
        return []
    columns = [build.say("metrics.head.area"), *(_name(build, each) for each in found)]
    title = build.say("metrics.table.targets_areas", period=say_period(shown, build.language))
    return [Table("targets-areas", title, columns, rows, folded=True)]


def _point(build: Builder, point: Point) -> Shown:
    if point.state == "withheld":
        return build.figures.withheld
    if point.count is None:
        return build.figures.absent
    return build.figures.plain(say_number(point.count, build.language), point.count)


def _months(build: Builder, found: Sequence[Indicator]) -> list[Table]:
    """People connected month by month."""
    months = found[0].months[-PERIODS_DRAWN:] if found else []
    rows = []
    for place, point in enumerate(months, start=len(found[0].months) - len(months) if found else 0):
        cells = [_point(build, each.months[place]) for each in found]
        rows.append(Row(say_period(point.shown, build.language), cells))
    columns = [build.say("metrics.period"), *(_name(build, each) for each in found)]
    return (
        [Table("targets-months", build.say("metrics.table.targets_months"), columns, rows, folded=True)] if rows else []
    )


def _name(build: Builder, indicator: Indicator) -> str:
    return build.say(f"measure.detail.{indicator.target.counted}")


def _so_far(build: Builder, indicator: Indicator) -> Shown:
    said = say_number(indicator.total, build.language)
    return build.figures.plain(_at_least(build, indicator, said), indicator.total)


def _at_least(build: Builder, indicator: Indicator, said: str) -> str:
    return build.say("metrics.targets.at_least", figure=said) if not indicator.exact else said


def _when(build: Builder, indicator: Indicator) -> str:
    if indicator.projected is not None:
        return say_day(indicator.projected, build.language)
    return build.say(f"metrics.targets.{indicator.projection}")
