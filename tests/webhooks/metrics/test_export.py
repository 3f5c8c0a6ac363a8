"""Exports: the same figures as on the page, in three formats, explained, harmless, and noted."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from arro3.io import read_parquet
from sqlalchemy import select

from bot.cases.models import AuditEvent
from bot.metrics.measures import MEASURES
from tests.webhooks.metrics.conftest import County
from tests.webhooks.metrics.test_page import cells, good_week
from tests.webhooks.pages_app import Browser
from webhooks.metrics.datasets import COLUMNS, NAMES, Dataset
from webhooks.metrics.export import as_csv


def taken(browser: Browser, address: str) -> bytes:
    response = browser.client.get(f"/metrics/export/{address}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    return bytes(response.data)


def typed(name: str, row: dict[str, str]) -> dict[str, Any]:
    """A row of CSV with the types its columns are said to have."""
    read: dict[str, Any] = {
        "string": str,
        "date": str,
        "integer": int,
        "number": float,
        "boolean": lambda v: v == "true",
    }
    return {
        column: None if row[column] == "" and kind != "string" else read[kind](row[column])
        for column, kind in COLUMNS[name].items()
    }


def rows_of(browser: Browser, name: str, query: str, format: str) -> list[dict[str, Any]]:
    body = taken(browser, f"{name}.{format}?{query}")
    if format == "csv":
        return [typed(name, row) for row in csv.DictReader(io.StringIO(body.decode()))]
    if format == "json":
        return [{key: "" if value is None and COLUMNS[name][key] == "string" else value for key, value in row.items()}
                for row in json.loads(body)[name]]  # fmt: skip
    table = read_parquet(io.BytesIO(body)).read_all()
    columns = {column: table.column(column).to_pylist() for column in table.column_names}
    return [
        {key: "" if values[at] is None and COLUMNS[name][key] in ("string", "date") else values[at]
         for key, values in columns.items()}
        for at in range(table.num_rows)
    ]  # fmt: skip


def normal(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: "" if value is None else value for key, value in row.items()} for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_all_formats_hold_the_same_rows(county: County, name: str) -> None:
    good_week(county)
    browser = county.signed_in()

    found = [normal(rows_of(browser, name, "kind=week", format)) for format in ("csv", "json", "parquet")]

    assert found[0] == found[1] == found[2] and found[0]


def test_every_number_of_the_whole_tables_is_in_the_export_and_the_other_way_round(county: County) -> None:
    good_week(county)
    county.people(40, 3, weeks_ago=3)
    browser = county.signed_in()

    rows = rows_of(browser, "figures", "kind=week", "csv")
    browser.get("/metrics/tables?kind=week&by=language")
    exported = [
        "withheld" if row["withheld"] else "–" if not row["is_counted"] else f"{row['count']:,}"
        for row in rows
        if "language" in MEASURES[row["measure"]].dimensions
        and row["channel"] == row["spa"] == row["need"] == row["detail"] == "all"
    ]
    shown = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", browser.source, re.S)]

    assert sorted(exported) == sorted(shown) and "withheld" in shown


def test_the_figures_of_the_page_are_the_ones_exported(county: County) -> None:
    good_week(county)
    browser = county.signed_in()
    page = browser.get("/metrics/?language=es")

    rows = rows_of(browser, "figures", "language=es", "json")
    row = next(each for each in rows if each["measure"] == "new_people" and each["period"] == "2026-W47")

    assert row["language"] == "es" and {each["language"] for each in rows} == {"es"}
    assert cells(page, "funnel", "New people")[:2] == [f"{row['count']:,}", f"{row['share']:.0%}"]


def test_parity_and_targets_are_exported_as_shown(county: County) -> None:
    good_week(county)
    browser = county.signed_in()

    parity = {(row["measure"], row["detail"], row["statistic"]): row for row in rows_of(browser, "parity", "", "json")}
    shown = cells(browser.page, "parity", "New people")
    indicator = next(row for row in rows_of(browser, "indicators", "", "csv") if row["programme"] == "housing")

    told = parity["new_people", "all", "share"]
    assert shown[:2] == [f"{told['english']:.0%}", f"{told['spanish']:.0%}"]
    assert shown[2].startswith(f"{100 * told['apart']:+.1f}".replace("-", "−"))
    assert cells(browser.page, "targets-table", "Housing")[2] == f"{indicator['percent']}%"


def test_every_column_is_explained_in_both_languages(county: County) -> None:
    browser = county.signed_in()
    for language in ("en", "es"):
        for name in NAMES:
            said = json.loads(taken(browser, f"{name}.json"))["dictionary"]
            assert [each["name"] for each in said["columns"]] == list(COLUMNS[name])
            assert all(each["means"] for each in said["columns"])
            assert all(each["numerator"] and each["window"] and each["source"] for each in said["measures"])
            meant = json.loads(taken(browser, f"{name}.csv-metadata.json"))
            assert [each["name"] for each in meant["tableSchema"]["columns"]] == list(COLUMNS[name])
            assert meant["url"].startswith(f"/metrics/export/{name}.csv")
        if language == "en":
            browser.get("/metrics/")
            browser.submit("/console/language")
    assert "Código de la medida." in taken(browser, "figures.json").decode()


def test_parquet_carries_its_dictionary(county: County) -> None:
    county.people(40, 30)

    schema = read_parquet(io.BytesIO(taken(county.signed_in(), "figures.parquet"))).read_all().schema

    assert json.loads(schema.metadata[b"dictionary"])["measures"]
    assert b"withheld" in schema.field("withheld").metadata[b"description"]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_no_cell_of_words_can_start_a_formula(words: str) -> None:
    written = as_csv(Dataset("figures", {"measure": "string", "count": "integer"}, [{"measure": words, "count": -3}]))

    [_, row] = csv.reader(io.StringIO(written.decode(), newline=""))
    assert row == [f"'{words}", "-3"]


def test_each_export_is_noted_with_who_and_what(county: County) -> None:
    county.people(40, 30)
    browser = county.signed_in()
    taken(browser, "figures.csv?language=es")
    taken(browser, "parity.parquet")

    with county.services.database.read() as db_session:
        events = db_session.scalars(select(AuditEvent).where(AuditEvent.what == "metrics.exported")).all()
        noted = [(event.actor, event.entity_id, event.details) for event in events]

    account = county.services.accounts.named("stella@example.org").id
    assert [(actor, period) for actor, period, _ in noted] == [(f"account:{account}", "2026-W47")] * 2
    assert noted[0][2]["taken"] == "figures.csv" and noted[0][2]["language"] == "es" and noted[0][2]["rows"] > 0


def test_what_does_not_exist_cannot_be_taken(county: County) -> None:
    browser = county.signed_in()

    for address in ("people.csv", "figures.xlsx", "figures", "../figures.csv"):
        assert browser.client.get(f"/metrics/export/{address}").status_code == 404
