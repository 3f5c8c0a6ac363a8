"""What the encoder is trained on: every line of the training data, varied in every epoch, labels kept."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from bot.dialogue.components.encoder_training.beginning import from_shipped
from bot.dialogue.components.encoder_training.examples import Varied, load
from bot.settings import PROJECT_ROOT


def write(folder: Path) -> None:
    path = folder / "en" / "needs" / "food.yml"
    path.parent.mkdir(parents=True)
    lines = "".join(f"    - Need FOOD number {n}\n" for n in range(200))
    path.write_text(
        'version: "3.1"\nnlu:\n- intent: need\n  metadata: {needs: [food], urgent: true}\n  examples: |\n' + lines
    )
    other = folder / "es" / "intents" / "greet.yml"
    other.parent.mkdir(parents=True)
    other.write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - ¡Holá!\n    - ¡Holá!\n')


def test_every_line_is_loaded_once_in_its_plain_form(tmp_path: Path) -> None:
    write(tmp_path)
    examples = load(tmp_path)
    assert len(examples) == 201
    assert (examples[0].text, examples[0].language) == ("need food number 0", "en")
    assert examples[0].labels == {"food", "urgent"}
    assert examples[-1].labels == frozenset()


def test_an_epoch_has_as_many_and_keeps_what_they_say(tmp_path: Path) -> None:
    write(tmp_path)
    examples = load(tmp_path)
    drawn = Varied(examples, random.Random(1)).epoch()
    assert len(drawn) == len(examples)
    assert all(one.labels == {"food", "urgent"} for one in drawn[:-1])
    assert 40 < sum(one.text != example.text for one, example in zip(drawn, examples, strict=True)) < 180


def test_two_epochs_differ_and_the_same_seed_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path)
    examples = load(tmp_path)
    varied = Varied(examples, random.Random(1))
    first, second = varied.epoch(), varied.epoch()
    assert first != second
    assert Varied(examples, random.Random(1)).epoch() == first


def test_the_real_training_data_loads() -> None:
    examples = load(PROJECT_ROOT / "nlu_data")
    assert len(examples) > 15_000
    assert {example.language for example in examples} == {"en", "es"}


SHIPPED = PROJECT_ROOT / "bot" / "dialogue" / "components" / "encoder.npz"


def test_learning_goes_on_from_the_shipped_encoder_with_its_pieces_and_weights() -> None:
    with np.load(SHIPPED) as stored:
        needs, intents = stored["needs"].tolist(), stored["intents"].tolist()
        rows, step = stored["0.q.w.q"], stored["0.q.w.scale"]
    beginning = from_shipped(SHIPPED, needs, intents)
    assert np.allclose(beginning.weights["0.q.w"], rows * step[:, None])
    assert beginning.weights["need.w"].shape == (2 * beginning.weights["word"].shape[1], len(needs))
    begin, end, unknown = beginning.special
    numbers = beginning.cutter().numbers("necesito comida", 96)
    assert (numbers[0], numbers[-1]) == (begin, end)
    assert unknown not in numbers


def test_learning_does_not_go_on_for_labels_the_encoder_does_not_have() -> None:
    with pytest.raises(ValueError, match="other needs"):
        from_shipped(SHIPPED, ["food"], ["need"])
