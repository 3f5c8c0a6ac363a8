"""`puente directory`: in, out and back in; what is covered; what is near."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.directory.packages import small_directory, write_package
from tests.webhooks.commands.conftest import Puente
from webhooks.commands import directory


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_package(tmp_path / "package", small_directory(3))


def test_what_goes_out_goes_in_again_and_comes_out_the_same(puente: Puente, package: Path, tmp_path: Path) -> None:
    first = puente("directory", "import", str(package))
    assert first.exit_code == 0 and "0 rows left out" in first.output
    assert "3 services written" in puente("directory", "export", str(tmp_path / "out.zip"), "--format", "zip").output
    again = puente("directory", "import", str(tmp_path / "out.zip"))
    assert again.exit_code == 0 and "0 added, 0 updated" in again.output
    puente("directory", "export", str(tmp_path / "again.zip"), "--format", "zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "out.zip").read_bytes()


def test_a_bad_row_is_named_and_the_rest_goes_in(puente: Puente, tmp_path: Path) -> None:
    tables = small_directory(3)
    tables["service"][1]["status"] = "open on fridays"
    told = puente("directory", "import", str(write_package(tmp_path / "package", tables)), "--json")
    assert told.exit_code == 1
    faults = [json.loads(line) for line in told.stdout.splitlines()]
    assert ("service.csv", 3, "status") in {(fault["file"], fault["line"], fault["field"]) for fault in faults}
    written = puente("directory", "export", str(tmp_path / "out.json"), "--format", "json")
    assert "2 services written" in written.output


@pytest.mark.parametrize("words", ["no such file", "empty", "binary"])
def test_what_is_no_directory_is_refused_in_words(puente: Puente, tmp_path: Path, words: str) -> None:
    path = tmp_path / "given.zip"
    if words != "no such file":
        path.write_bytes(b"" if words == "empty" else bytes(range(256)) * 40)
    told = puente("directory", "import", str(path))
    assert told.exit_code != 0 and "Traceback" not in told.output and "given.zip" in told.output


def test_coverage_names_its_holes(puente: Puente, package: Path) -> None:
    puente("directory", "import", str(package))
    told = puente("directory", "check")
    assert told.exit_code == 0 and "needs without any telephone line: housing, " in told.stdout
    assert "\n  housing           SPA 1, 2, 3, 4, 5, 6, 7, 8\n" in told.stdout


def test_an_empty_directory_is_said_to_be_empty(puente: Puente) -> None:
    told = puente("directory", "check")
    assert told.exit_code != 0 and "puente directory import" in told.output


def test_whoever_watches_an_import_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    bar = directory.ImportBar()
    for phase, done, of in (("reading", 500, None), ("writing", 500, 1000), ("writing", 1000, 1000)):
        bar(phase, done, of)
    shown = terminal.getvalue()
    assert shown.index("reading  500") < shown.index("writing") and "100%" in shown


def test_old_is_as_old_as_is_set(puente: Puente, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    puente("directory", "import", str(package))
    call_first = {}
    for days in ("1", "20000"):
        monkeypatch.setenv("PUENTE_CALL_FIRST_DAYS", days)
        found = puente("directory", "search", "--need", "food", "--near", "90012", "--json").stdout.splitlines()
        call_first[days] = {json.loads(line)["call_first"] for line in found}
    assert call_first == {"1": {True}, "20000": {False}}


@pytest.mark.parametrize("near", ["", "narnia", "94103", "a" * 5000])
def test_a_place_that_is_none_here_is_said_so(puente: Puente, near: str) -> None:
    told = puente("directory", "search", "--need", "food", "--near", near)
    assert told.exit_code != 0 and "no place in LA County" in told.output
