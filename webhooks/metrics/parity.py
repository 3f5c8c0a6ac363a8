"""The sections that hold two things side by side: how long people wait, and Spanish beside English."""

from __future__ import annotations

from collections.abc import Sequence

from bot.metrics.definitions import detail_title
from bot.metrics.estimates import Estimate
from bot.metrics.measures import MEASURES
from bot.metrics.parity import Parity, parity
from bot.metrics.periods import PeriodShown
from bot.metrics.report import MEDIAN, NINETIETH
from webhooks.metrics.blocks import Row, Section, Span, Table
from webhooks.metrics.building import Builder, Read, with_bars
from webhooks.metrics.figures import Shown
from webhooks.metrics.words import Unit, say_number, say_share, say_time

_TIMES = ("conversations", "people_offered", "callbacks_reached")


def times(build: Builder) -> Section:
    """How long until the first reply, the first service sent, and the person reached."""
    rows, bins = [], []
    for measure in _TIMES:
        median, ninetieth = _quantile(build, measure, MEDIAN), _quantile(build, measure, NINETIETH)
        rows.append(build.row(build.say(f"metrics.times.{measure}"), median, ninetieth, compared=median))
        bins.append(_bins(build, measure))
    says = build.sentence(
        "metrics.times.says", reply=build.now(_quantile(build, "conversations", MEDIAN)),
        referral=build.now(_quantile(build, "people_offered", MEDIAN)),
    )  # fmt: skip
    columns = build.compared_columns("time_to", "median", "ninetieth")
    table = Table("times", build.say("metrics.table.times"), columns, rows)
    return Section("times", build.say("metrics.times"), says, tables=[table, *bins])


def languages(build: Builder) -> Section:
    """Every measure for people who text in Spanish beside those who text in English, whatever filters are set."""
    chosen = build.selection.chosen
    found = parity(build.figures.report, chosen.period) if chosen else []
    whole = [each for each in found if each.detail is None]
    clear = [each for each in whole if each.verdict in ("better", "worse", "different")]
    judged = [each for each in whole if each.verdict != "unknown"]
    says = [build.say("metrics.parity.everybody")] if build.selection.where else []
    if judged:
        alike = say_number(len(judged) - len(clear), build.language)
        says.append(build.say("metrics.parity.says", alike=alike, judged=say_number(len(judged), build.language)))
    for verdict in ("worse", "better"):
        named = [_title(build, each) for each in clear if each.verdict == verdict]
        if named:
            says.append(build.say(f"metrics.parity.{verdict}_in", measures=", ".join(named)))
    tables = [_table(build, "parity", whole)]
    details = [each for each in found if each.detail is not None]
    if details:
        tables.append(_table(build, "parity-details", details, folded=True))
    return Section("parity", build.say("metrics.parity"), says, tables=tables)


def _quantile(build: Builder, measure: str, at: float) -> Read:
    def read(shown: PeriodShown | None) -> Shown:
        return build.figures.quantile(measure, shown, at)

    return read


def _bins(build: Builder, measure: str) -> Table:
    """How many waited how long."""
    definition = MEASURES[measure]
    rows = []
    for label in definition.shape.details:
        cell = {"detail": label}
        name = detail_title(definition, label, build.language)
        part = build.share(measure, measure, cell, {})
        rows.append(build.row(name, build.count(measure, cell), part, compared=build.count(measure, cell)))
    columns = build.compared_columns("time", "count", "part")
    title = build.say("metrics.times.bins", time=build.say(f"metrics.times.{measure}"))
    return Table(f"bins-{measure}", title, columns, with_bars(rows), folded=True)


def _table(build: Builder, name: str, pairs: Sequence[Parity], *, folded: bool = False) -> Table:
    widest = max((abs(end) for each in pairs for end in _ends(each)), default=0.0)
    rows = []
    for each in pairs:
        cells = [_side(build, each, each.english), _side(build, each, each.spanish), _apart(build, each)]
        rows.append(Row(_title(build, each), cells, _span(each, widest), build.say(f"metrics.parity.{each.verdict}")))
    heads = ("measure", "english", "spanish", "apart")
    columns = [build.say(f"metrics.head.{head}") for head in heads]
    note = "" if folded else build.say("metrics.parity.note")
    return Table(name, build.say(f"metrics.table.{name}"), columns, rows, note=note, folded=folded)


def _title(build: Builder, pair: Parity) -> str:
    title = build.measure_name(pair.measure.name)
    if pair.detail is not None:
        return f"{title}: {detail_title(pair.measure, pair.detail, build.language)}"
    if pair.statistic in ("median", "p90"):
        time = build.say(f"metrics.times.{pair.measure.name}") if pair.measure.name in _TIMES else title
        return f"{time}, {build.say(f'metrics.head.{_STATISTIC[pair.statistic]}').lower()}"
    return title


_STATISTIC = {"median": "median", "p90": "ninetieth"}


def _side(build: Builder, pair: Parity, estimate: Estimate | None) -> Shown:
    if estimate is None:
        return build.figures.unknown
    return build.figures.plain(_value(build, pair, estimate.value), estimate.value)


def _apart(build: Builder, pair: Parity) -> Shown:
    """`−3 points (−6 to 1)`: the difference and its interval, or that they cannot be told."""
    if pair.apart is None:
        return build.figures.unknown
    value, low, high = pair.apart.value, pair.apart.low, pair.apart.high
    if pair.unit is None and not _many_to_one(pair):
        said = build.say("metrics.parity.points", number=_signed(100 * value, build, 1))
        ends = [] if low is None or high is None else [_signed(100 * end, build, 1) for end in (low, high)]
    else:
        said = _signed(value, build, 1 if pair.unit else 2)
        ends = (
            [] if low is None or high is None else [_signed(end, build, 1 if pair.unit else 2) for end in (low, high)]
        )
    if ends:
        said = build.say("metrics.parity.interval", apart=said, low=ends[0], high=ends[1])
    return build.figures.plain(said, value)


def _value(build: Builder, pair: Parity, value: float) -> str:
    if pair.unit:
        return say_time(value, _unit(pair.unit), build.language)
    return say_number(value, build.language, 2) if _many_to_one(pair) else say_share(value, build.language)


def _many_to_one(pair: Parity) -> bool:
    """Whether there may be more than one to one, so that a percentage would be odd."""
    sides = (side.value for side in (pair.english, pair.spanish) if side is not None)
    return pair.measure.amount or any(side > 1 for side in sides)


def _unit(unit: str) -> Unit:
    return next(known for known in ("second", "minute", "hour", "day") if known == unit)


def _signed(value: float, build: Builder, digits: int) -> str:
    rounded = round(value, digits)
    sign = "+" if rounded > 0 else "\N{MINUS SIGN}" if rounded < 0 else ""
    return sign + say_number(abs(rounded), build.language, digits)


def _ends(pair: Parity) -> tuple[float, ...]:
    """The ends of the interval where it is drawn: of percentages alone, which share one scale."""
    apart = pair.apart
    if pair.unit or _many_to_one(pair) or apart is None or apart.low is None or apart.high is None:
        return ()
    return apart.low, apart.value, apart.high


def _span(pair: Parity, widest: float) -> Span | None:
    places = [round((end / widest + 1) / 2, 4) for end in _ends(pair)] if widest else []
    return Span(*places) if places else None
