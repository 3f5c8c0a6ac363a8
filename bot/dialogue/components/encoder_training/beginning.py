"""What a fine-tuning begins with: e5 as it comes, or the shipped encoder, to learn new lines beside the old ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.dialogue.components.encoder_training.source import Source
from bot.encoder.pieces import Pieces


@dataclass(frozen=True)
class Beginning:
    """`weights`: by name, matrices as inputs × outputs. `special`: the numbers of begin, end and unknown."""

    weights: dict[str, np.ndarray]
    layers: int
    pieces: list[str]
    scores: np.ndarray
    special: tuple[int, int, int]

    def cutter(self) -> Pieces:
        """Cuts texts as the encoder will in service."""
        return Pieces(self.pieces, self.scores.tolist(), *self.special)


def from_e5(source: Source, kept: Sequence[int], layers: int, longest: int, needs: int, intents: int) -> Beginning:
    """The first `layers` of e5 with new heads. `kept`: numbers of the pieces to keep. `longest`: pieces a text at most."""
    tensors = source.tensors
    weights = {
        "word": tensors["emb.word"][list(kept)],
        "pos": tensors["emb.pos"][:longest] + tensors["emb.type"][0],
        "eln.w": tensors["emb.ln.w"],
        "eln.b": tensors["emb.ln.b"],
    }
    for layer in range(layers):
        for part in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
            for kind in ("w", "b"):
                weights[f"{layer}.{part}.{kind}"] = tensors[f"l{layer}.{part}.{kind}"]
    width = 2 * tensors["emb.word"].shape[1]
    chance = np.random.default_rng(1)
    weights["need.w"] = chance.normal(0, 0.02, (width, needs))
    weights["need.b"] = np.full(needs, -3.0)  # most needs are absent from most texts
    weights["int.w"] = chance.normal(0, 0.02, (width, intents))
    weights["int.b"] = np.zeros(intents)
    place = {number: at for at, number in enumerate(kept)}
    special = (place[source.begin], place[source.end], place[source.unknown])
    return Beginning(weights, layers, [source.pieces[number] for number in kept], source.scores[list(kept)], special)


def from_shipped(path: Path, needs: Sequence[str], intents: Sequence[str]) -> Beginning:
    """The encoder at `path` as it stands. ValueError when it was made for other needs or intents."""
    with np.load(path, allow_pickle=False) as stored:
        if [*map(str, stored["needs"])] != [*needs] or [*map(str, stored["intents"])] != [*intents]:
            raise ValueError(f"{path} reads other needs or intents than the training data has: begin with e5")
        weights: dict[str, np.ndarray] = {}
        for name in stored.files:
            if name.endswith(".q"):
                weights[name[:-2]] = stored[name].astype(np.float32) * stored[f"{name[:-2]}.scale"][:, None]
            elif name.endswith(".f"):
                weights[name[:-2]] = stored[name]
        begin, end, unknown = (int(number) for number in stored["special"])
        pieces = bytes(stored["pieces"]).decode("utf-8").split("\n")
        return Beginning(weights, int(stored["layers"]), pieces, stored["piece_scores"], (begin, end, unknown))
