"""The monthly report: one month's figures as a page that stands by itself and as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.errors import Unavailable
from bot.i18n import Language
from bot.metrics.measures import MEASURES
from bot.metrics.periods import PeriodShown
from bot.metrics.report import Report
from webhooks.metrics.blocks import AreaMap, Bar, Row, Section, Span, Table
from webhooks.metrics.dictionary import MeasureMeaning, measures_explained
from webhooks.metrics.drawing import sparkline
from webhooks.metrics.figures import Shown
from webhooks.metrics.page import Glance, Reader
from webhooks.metrics.words import say, say_day, say_period

_HERE = Path(__file__).parents[1]
_TEMPLATES, _STYLES = _HERE / "templates", _HERE / "static"
_TYPST = _TEMPLATES / "metrics" / "monthly.typ"
_LEFT_OUT = frozenset({"parity-details"})
"""Tables too long for paper; they are on the page."""


@dataclass(frozen=True)
class Monthly:
    """`withheld`: how many figures of each measure's tables are withheld, of how many, in words."""

    title: str
    period: str
    made_on: date
    glance: Glance
    withheld: list[str]
    measures: list[MeasureMeaning]
    language: Language


def monthly(reader: Reader, month: str, language: Language, today: date) -> Monthly:
    """The report of a month that is over (`2026-10`). Raises InvalidInput where its figures are not published."""
    selection = reader.select({"kind": ["month"], "period": [month]})
    made = reader.report(selection)
    chosen = selection.chosen
    if chosen is None:
        raise Unavailable("no month is published", code="bad_period")
    glance = reader.glance(selection, made, language)
    kept = [_for_paper(section) for section in glance.sections]
    return Monthly(
        say("metrics.monthly.title", language, period=say_period(chosen, language)),
        say(
            "metrics.monthly.period",
            language,
            first=say_day(chosen.starts, language),
            last=say_day(chosen.ends, language),
        ),
        today,
        Glance(glance.headline, glance.keys, kept),
        _withheld(made, chosen, language),
        measures_explained(language),
        language,
    )


def as_html(report: Monthly) -> str:
    """One file: its style is in it, and nothing in it leads or loads from anywhere else."""
    templates = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)
    style = "\n".join((_STYLES / name).read_text() for name in ("puente.css", "metrics.css"))
    return templates.get_template("metrics/monthly.html").render(
        report=report, language=report.language, t=partial(_word, report.language), style=Markup(style),  # noqa: S704
        made=_made(report), sparkline=sparkline,
    )  # fmt: skip


def as_pdf(report: Monthly) -> bytes:
    """Set by Typst with the fonts it brings along, tagged for screen readers; the same for the same report."""
    pdf = typst.compile(
        str(_TYPST), format="pdf", ignore_system_fonts=True, sys_inputs={"report": json.dumps(_plain(report))},
        pdf_standards="ua-1", timestamp=int(datetime.combine(report.made_on, time(), UTC).timestamp()),
    )  # fmt: skip
    return bytes(pdf or b"")


def _made(report: Monthly) -> str:
    return say("metrics.monthly.made", report.language, day=say_day(report.made_on, report.language))


def _word(language: Language, name: str, /, **values: object) -> str:
    return say(name, language, **values)


def _withheld(made: Report, chosen: PeriodShown, language: Language) -> list[str]:
    """How many figures of each measure are withheld in the month."""
    lines = []
    for measure in MEASURES.values():
        tables = [by for by in measure.shape.tables("month")
                  if made.state(measure.name, chosen.period, by) in ("shown", "withheld")]  # fmt: skip
        found = [made.withheld_of(measure.name, chosen.period, by) for by in tables]
        withheld, every = sum(each[0] for each in found), sum(each[1] for each in found)
        if withheld:
            title = say(f"measure.{measure.name}", language)
            lines.append(say("metrics.monthly.withheld", language, measure=title, withheld=withheld, all=every))
    return lines or [say("metrics.monthly.withheld_none", language)]


def _for_paper(section: Section) -> Section:
    tables = [table for table in section.tables if table.name not in _LEFT_OUT]
    return Section(section.name, section.title, section.says, section.maps, tables)


def _plain(report: Monthly) -> dict[str, Any]:
    """The report as Typst reads it: words and places on lines, nothing to be worked out."""
    language = report.language
    return {
        "lang": language,
        "title": report.title,
        "period": report.period,
        "made": _made(report),
        "headline": report.glance.headline,
        "keys": [{"title": key.title, "text": key.shown.text, "change": key.change} for key in report.glance.keys],
        "sections": [
            {
                "title": section.title, "says": list(section.says),
                "maps": [_map(each) for each in section.maps], "tables": [_table(each) for each in section.tables],
            }
            for section in report.glance.sections
        ],
        "withheld_title": say("metrics.withheld_title", language),
        "withheld": [say("metrics.withheld_why", language), *report.withheld],
        "meaning_title": say("metrics.dictionary", language),
        "meaning": [
            {"title": each.definition.title, "lines": [line for line in (
                each.definition.numerator, each.definition.denominator, each.definition.window,
                each.definition.source, each.definition.caveat) if line]}
            for each in report.measures
        ],
        "explained": say("metrics.explained", language),
    }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title, "note": table.note, "columns": list(table.columns),
        "rows": [{"name": row.name, "note": row.note, "cells": [_cell(cell) for cell in row.cells], **_drawn(row)}
                 for row in table.rows],
    }  # fmt: skip


def _cell(shown: Shown) -> dict[str, Any]:
    return {"text": shown.text, "withheld": shown.state == "withheld"}


def _drawn(row: Row) -> dict[str, Any]:
    if isinstance(row.drawn, Bar):
        return {"bar": row.drawn.part, "mark": row.drawn.mark}
    if isinstance(row.drawn, Span):
        return {"span": [row.drawn.low, row.drawn.value, row.drawn.high, row.drawn.zero]}
    return {}


def _map(areas: AreaMap) -> dict[str, Any]:
    tiles = [
        {"title": each.title, "place": each.place, "text": each.shown.text, "column": each.column, "row": each.row,
         "step": each.step}
        for each in areas.tiles
    ]  # fmt: skip
    return {"caption": areas.caption, "steps": list(areas.steps), "tiles": tiles}
