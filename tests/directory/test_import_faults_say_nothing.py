"""A file handed to the directory's import by mistake does not come back in the report of its faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.canaries import found_in
from tests.directory.packages import small_directory, write_package
from tests.webhooks.commands.conftest import Puente, instance, puente

__all__ = ["instance", "puente"]
CANARIES = ("Zalandriel", "3235557391", "323-555-7391", "zorbulax", "quimbarote")
PERSON = {"name": "Zalandriel", "phone": "+13235557391", "note": "zorbulax hears voices", "born": "1990-02-02"}


def files(folder: Path) -> dict[str, Path]:
    """Files that are no directory, or one in which a person's data stands where a service's should."""
    made: dict[str, Path] = {}
    wrong = small_directory(3)
    wrong["service"][0]["status"] = "Zalandriel 323-555-7391"
    wrong["service"][1]["id"] = "zorbulax"
    wrong["location"][0]["latitude"] = "quimbarote 3235557391"
    wrong["phone"] = [{"id": "Zalandriel", "number": "", "service_id": "zorbulax"}]
    wrong["schedule"] = [{"id": "quimbarote", "opens_at": "Zalandriel", "service_id": "zorbulax"}]
    made["values"] = write_package(folder / "values", wrong)
    made["people.csv"] = folder / "people.csv"
    made["people.csv"].write_text(",".join(PERSON) + "\n" + ",".join(PERSON.values()) + "\n")
    made["people.json"] = folder / "people.json"
    made["people.json"].write_text(json.dumps([PERSON, {"id": PERSON, "Zalandriel": 1}]))
    made["people.jsonl"] = folder / "people.jsonl"
    made["people.jsonl"].write_text(json.dumps(PERSON) + "\n{zorbulax: 323-555-7391\n")
    made["headings"] = folder / "headings"
    made["headings"].mkdir()
    (made["headings"] / "service.csv").write_text("Zalandriel,3235557391\nzorbulax,quimbarote\n")
    made["noise.zip"] = folder / "noise.zip"
    made["noise.zip"].write_bytes(b"PK\x03\x04 zorbulax Zalandriel 3235557391")
    return made


@pytest.mark.parametrize("name", ["values", "people.csv", "people.json", "people.jsonl", "headings", "noise.zip"])
def test_what_is_wrong_is_said_without_what_it_says(puente: Puente, tmp_path: Path, name: str) -> None:
    path = files(tmp_path)[name]
    for words in (("directory", "import", str(path)), ("directory", "import", str(path), "--json")):
        done = puente(*words)
        told = (done.stdout + done.stderr + str(done.exception or "")).encode()
        assert done.exit_code != 0
        assert len(told) > 20, "and something is said"
        assert found_in(told, CANARIES) == []
