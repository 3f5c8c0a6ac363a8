"""`puente understand`: each line of a file read as a live turn would, by the model, and nothing lost to a bad line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.live import Puente
from webhooks.cli import cli

KEYS = [
    "text",
    "lang",
    "opt_out",
    "help",
    "opt_in",
    "crisis",
    "intent",
    "confidence",
    "needs",
    "urgent",
    "place",
    "time",
]


@pytest.fixture
def understand(puente: Puente, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command over the running Rasa, on a file of these bytes."""
    settings = puente.services.settings
    monkeypatch.setenv("PUENTE_INSTANCE", str(settings.puente_instance))
    monkeypatch.setenv("RASA_URL", puente.rasa_url)
    monkeypatch.setenv("RASA_TOKEN", settings.rasa_token)

    def run(content: bytes, *options: str) -> Result:
        file = tmp_path / "texts.jsonl"
        file.write_bytes(content)
        return CliRunner().invoke(cli, ["understand", str(file), *options])

    return run


def lines(*texts: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(text, ensure_ascii=False) for text in texts).encode()


def read(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_line_is_answered_in_its_order_with_every_key(understand: Any) -> None:
    given = [
        "need food 90011",
        "STOP",
        "i took a whole bottle of pills",
        "necesito trabajo",
        "AYUDA",
        "mañana a las 3",
        "START",
    ]
    rows = read(understand(lines(*({"text": text, "now": "2026-12-02T10:00:00-08:00"} for text in given)), "--json"))
    assert [row["text"] for row in rows] == given
    assert all(list(row) == KEYS for row in rows)
    food, stop, pills, work, helped, tomorrow, start = rows
    assert (food["needs"], food["place"]["zip"], food["place"]["spa"]) == (["food"], "90011", 6)
    assert [row["opt_out"] for row in rows] == [False, True, False, False, False, False, False]
    assert pills["crisis"] in ("suicide", "overdose") and not any(row["crisis"] for row in rows if row is not pills)
    assert (work["lang"], work["needs"]) == ("es", ["employment"])
    assert helped["help"] and start["opt_in"] and stop["lang"] == "en"
    assert tomorrow["time"]["start"] == "2026-12-03T15:00:00-08:00"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u0000", "\u2028need food\u2028", "👍", "\ud83d", "a" * 20_000, "need food " * 2_000, "9" * 3_000, "\n\n\n", "ﷺ‮"],
    ids=lambda text: ascii(text)[:14],
)  # fmt: skip
def test_any_text_at_all_gets_one_line(understand: Any, text: str) -> None:
    ((row,)) = read(understand(json.dumps({"text": text}).encode(), "--json"))
    assert row["crisis"] is None and row["opt_out"] is False


def test_a_line_separator_inside_a_text_is_not_the_end_of_its_line(understand: Any) -> None:
    (row,) = read(understand(lines({"text": "need food\u2028in compton"}), "--json"))
    assert row["needs"] == ["food"] and row["place"]["name"] == "Compton"


def test_empty_lines_and_a_byte_order_mark_are_passed_over(understand: Any) -> None:
    rows = read(
        understand(b"\xef\xbb\xbf" + lines({"text": "hello"}) + b"\r\n\n \n" + lines({"text": "hola"}), "--json")
    )
    assert [row["text"] for row in rows] == ["hello", "hola"]
    assert read(understand(b"", "--json")) == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"not json", "needs JSON"),
        (b'{"lang": "en"}', "needs JSON"),
        (b'["need food"]', "needs JSON"),
        (b"5", "needs JSON"),
        (b'{"text": 5}', "text must be a string"),
        (b'{"text": "hi", "now": "yesterday"}', "needs JSON"),
        (b'{"text": "hi", "now": 7}', "needs JSON"),
        (b'\xff\xfe{"text": "hi"}', "needs JSON"),
    ],
)
def test_a_bad_line_is_named_and_nothing_else_is_printed(understand: Any, line: bytes, why: str) -> None:
    result = understand(lines({"text": "need food"}) + b"\n" + line, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "line 2: " in result.stderr and why in result.stderr and "Traceback" not in result.stderr


def test_for_people_it_prints_a_table(understand: Any) -> None:
    result = understand(lines({"text": "need food"}))
    assert result.output.split() == ["en", "need", "food", "need", "food"]
