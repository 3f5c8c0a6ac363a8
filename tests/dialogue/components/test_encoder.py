"""The shipped encoder reads what it was fine-tuned to, alike alone and among others."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.dialogue.components.text import plain
from bot.dialogue.model import DIALOGUE, DOMAIN
from bot.encoder.transformer import Encoder
from bot.needs.taxonomy import NEED_CODES


@cache
def encoder() -> Encoder:
    return Encoder(DIALOGUE / "components" / "encoder.npz", {"needs": "need", "intents": "int"})


def strongest(text: str) -> tuple[str, str]:
    """The need and the intent with the highest logit."""
    ((by_need, by_intent),) = encoder().read([plain(text)])
    by_need.pop("urgent")
    return max(by_need, key=lambda code: by_need[code]), max(by_intent, key=lambda name: by_intent[name])


def test_it_knows_every_need_and_every_intent_of_the_domain() -> None:
    ((by_need, by_intent),) = encoder().read(["hola"])
    assert set(by_need) == NEED_CODES | {"urgent"}
    domain = yaml.safe_load((DOMAIN / "intents.yml").read_text(encoding="utf-8"))
    assert set(by_intent) == set(domain["intents"]) - {"nlu_fallback"}


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("been sleepin in my car", "housing"),
        ("mis hijos estan con el dcfs", "family"),
        ("i dont need housing i need a job", "employment"),
        ("ocupo sacar mi acta de nacimiento", "identification"),
    ],
)
def test_it_reads_needs_in_both_languages(text: str, need: str) -> None:
    assert strongest(text) == (need, "need")


def test_it_reads_intents() -> None:
    assert strongest("can somebody call me please")[1] == "callback_request"
    assert strongest("ponme una cancion")[1] == "out_of_scope"


def test_texts_read_together_are_read_as_alone() -> None:
    texts = ["need food", "", "una historia muy larga " * 60, "👍", "necesito trabajo"]
    together = encoder().read(texts)
    for text, (by_need, by_intent) in zip(texts, together, strict=True):
        ((alone, alone_intent),) = encoder().read([text])
        assert by_need == pytest.approx(alone, abs=1e-3)
        assert by_intent == pytest.approx(alone_intent, abs=1e-3)


def test_no_texts_give_no_readings() -> None:
    assert encoder().read([]) == []


def test_a_file_or_a_head_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        Encoder(tmp_path / "none.npz", {"needs": "need"})
    with pytest.raises(KeyError):
        Encoder(DIALOGUE / "components" / "encoder.npz", {"kinds": "crisis"})
