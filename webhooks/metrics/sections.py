"""The sections of the page of figures that count people on their way: funnel, calls, needs, crises, texts, listings."""

from __future__ import annotations

from bot.metrics.costs import Prices, cost
from bot.metrics.measures import CALL_FUNNEL, FUNNEL, MEASURES
from bot.metrics.periods import PeriodShown
from bot.metrics.tables import VALUES
from webhooks.metrics.areas import area_map, area_table
from webhooks.metrics.blocks import Row, Section, Table
from webhooks.metrics.building import Builder, with_bars
from webhooks.metrics.figures import Shown
from webhooks.metrics.words import say_day, say_money, say_number, say_value


def funnel(build: Builder) -> Section:
    """From a first text to a service received."""
    says = build.sentence(
        "metrics.funnel.says", new=build.now(build.count("new_people")), offered=build.now(build.count("people_offered")),
        accepting=build.now(build.count("people_accepting")),
    )  # fmt: skip
    lines = [(build.measure_name(name), build.count(name)) for name in ("conversations", "people_offered")]
    return Section("funnel", build.say("metrics.funnel"), says, tables=[_steps(build, "funnel", FUNNEL)],
                   trends=build.trend("funnel", lines))  # fmt: skip


def promise(build: Builder) -> Section:
    """Calls: promised, tried, reached, and whether in time."""
    kept = build.share("call_promises", "call_promises", {"detail": "kept"}, {})
    says = build.sentence(
        "metrics.promise.says", kept=build.now(kept), asked=build.now(build.count("callbacks_asked")),
        reached=build.now(build.count("callbacks_reached")),
    )  # fmt: skip
    lines = [(build.say("metrics.promise.kept"), kept)]
    tables = [_steps(build, "calls", CALL_FUNNEL), _details(build, "call_promises")]
    return Section("promise", build.say("metrics.promise"), says, tables=tables,
                   trends=build.trend("promise", lines, shares=True))  # fmt: skip


def unmet(build: Builder) -> Section:
    """Needs for which nothing suited: by area, by need and by reason."""
    share = build.share("needs_unmet", "needs_found")
    says = build.sentence("metrics.unmet.says", unmet=build.now(share), found=build.now(build.count("needs_found")))
    maps = area_map(build)
    tables = [*area_table(build), _details(build, "needs_unmet"), _by_need(build)]
    if not maps and "spa" not in build.selection.where:
        says = [*says, build.say("metrics.unmet.no_map")]
    lines = [(build.say("metrics.head.unmet_share"), share)]
    return Section("unmet", build.say("metrics.unmet"), says, maps, [table for table in tables if table.rows],
                   build.trend("unmet", lines, shares=True))  # fmt: skip


def crises(build: Builder) -> Section:
    """Texts answered with a crisis line, by kind."""
    says = build.sentence("metrics.crises.says", crises=build.now(build.count("crises")))
    lines = [(build.measure_name("crises"), build.count("crises"))]
    return Section("crises", build.say("metrics.crises"), says, tables=[_details(build, "crises")],
                   trends=build.trend("crises", lines))  # fmt: skip


def texts(build: Builder, prices: Prices) -> Section:
    """What was understood, what was delivered, what it cost, and who asked for no more."""
    delivered = build.share("deliveries", "deliveries", {"detail": "delivered"}, {})
    understood = build.share("texts_received", "texts_received", {"detail": "understood"}, {})
    says = build.sentence("metrics.texts.says", delivered=build.now(delivered), understood=build.now(understood))
    lines = [(build.say("metrics.texts.delivered"), delivered), (build.say("metrics.texts.understood"), understood)]
    tables = [_details(build, name) for name in ("deliveries", "texts_received", "segments", "opt_outs")]
    tables.insert(2, _cost(build, prices))
    return Section("texts", build.say("metrics.texts"), says, tables=tables,
                   trends=build.trend("texts", lines, shares=True))  # fmt: skip


def listings(build: Builder) -> Section:
    """How fresh the directory is."""
    stale = build.share("listings_stale", "listings_checked")
    says = build.sentence(
        "metrics.listings.says", stale=build.now(stale), listings=build.now(build.count("listings_checked"))
    )
    if build.selection.kind != "week":
        says = [build.say("metrics.listings.weekly")]
    lines = [(build.measure_name("listings_stale"), stale)]
    rows = [
        build.row(build.measure_name(name), build.count(name), compared=build.count(name))
        for name in ("listings_checked", "listings_stale", "listings_hidden")
    ]
    table = Table("listings", build.say("metrics.table.listings"), build.compared_columns("measure", "count"), rows)
    return Section("listings", build.say("metrics.listings"), says, tables=[table],
                   trends=build.trend("listings", lines, shares=True))  # fmt: skip


def _steps(build: Builder, name: str, steps: tuple[str, ...]) -> Table:
    """One row a step, each held against what its measure is held against."""
    rows = []
    for step in steps:
        of = MEASURES[step].of
        note = build.say("metrics.of", whole=build.measure_name(of)) if of else ""
        share = build.share(step, of) if of else lambda _: build.figures.absent
        rows.append(
            build.row(build.measure_name(step), build.count(step), share, compared=build.count(step), note=note)
        )
    columns = build.compared_columns("step", "count" if name == "funnel" else "calls", "part")
    return Table(name, build.say(f"metrics.table.{name}"), columns, with_bars(rows))


def _details(build: Builder, measure: str) -> Table:
    """A measure by its own kinds, each as a part of all of them or, where it is one, of the same kind of its whole."""
    definition = MEASURES[measure]
    rows = []
    told = build.figures.table(measure, "detail") is not None
    for detail in definition.details if told else ():
        cell = {"detail": detail}
        whole = definition.of if definition.same_detail and definition.of else measure
        part = build.share(measure, whole, cell, cell if definition.same_detail else {})
        title = build.say(f"measure.detail.{detail}")
        count = build.count(measure, cell)
        if build.nothing(count):
            continue
        rows.append(build.row(title, count, part, compared=count))
    rows.append(build.row(build.say("metrics.total"), build.count(measure), lambda _: build.figures.absent,
                          compared=build.count(measure)))  # fmt: skip
    columns = build.compared_columns("kind", "count", "rate" if definition.same_detail else "part")
    drawn = [*with_bars(rows[:-1]), rows[-1]]
    why = "" if len(rows) > len(definition.details) else build.say(f"metrics.{'left_out' if told else 'not_split'}")
    note = f"{build.say(f'measure.{measure}.what')} {why}".strip()
    title = build.say("metrics.table.by_kind", measure=build.measure_name(measure))
    return Table(measure, title, columns, drawn, note=note)


def _cost(build: Builder, prices: Prices) -> Table:
    """What texts cost at list prices, and segments and cost for one conversation."""

    def total(shown: PeriodShown | None) -> Shown:
        return _money(build, prices, shown, per_conversation=False)

    def each(shown: PeriodShown | None) -> Shown:
        return _money(build, prices, shown, per_conversation=True)

    def segments(shown: PeriodShown | None) -> Shown:
        count, people = build.figures.count("segments", shown), build.figures.count("conversations", shown)
        if count.number is None or not people.number:
            return count if count.number is None else people if people.number is None else build.figures.absent
        return build.figures.plain(
            say_number(count.number / people.number, build.language, 1), count.number / people.number
        )

    rows = [build.row(build.say(f"metrics.cost.{name}"), read, compared=read)
            for name, read in (("segments", segments), ("each", each), ("total", total))]  # fmt: skip
    note = build.say("metrics.cost.note", day=say_day(prices.as_of, build.language))
    return Table("cost", build.say("metrics.table.cost"), build.compared_columns("measure", "count"), rows, note=note)


def _money(build: Builder, prices: Prices, shown: PeriodShown | None, *, per_conversation: bool) -> Shown:
    where = build.selection.where
    if shown is None or set(where) - {"language"} or build.figures.count("segments", shown).state == "absent":
        return build.figures.absent
    found = cost(build.figures.report, shown.period, prices, where.get("language"))
    if found is None:
        return build.figures.withheld
    amount = found.per_conversation if per_conversation else found.total
    if amount is None:
        return build.figures.absent
    return build.figures.plain(say_money(amount, prices.currency, build.language), amount)


def _by_need(build: Builder) -> Table:
    """Needs stated and unmet, the most stated first; no rows where needs are not told apart."""
    rows: list[tuple[float, Row]] = []
    if build.figures.table("needs_unmet", "need") and "need" not in build.selection.where:
        for need in VALUES["need"]:
            cell = {"need": need}
            stated = build.count("needs_found", cell)
            share = build.share("needs_unmet", "needs_found", cell)
            if build.nothing(stated):
                continue
            unmet = build.count("needs_unmet", cell)
            row = build.row(say_value("need", need, build.language), stated, unmet, share)
            rows.append((-(build.now(stated).number or 0), row))
    ordered = [row for _, row in sorted(rows, key=lambda each: each[0])]
    columns = [build.say(f"metrics.head.{head}") for head in ("need", "stated", "unmet", "unmet_share")]
    return Table("needs", build.say("metrics.table.needs"), columns, with_bars(ordered))
