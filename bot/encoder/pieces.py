"""Cuts a text into the pieces of a SentencePiece unigram vocabulary: the likeliest of all ways to cut it."""

from __future__ import annotations

from collections.abc import Sequence

_SPACE = "\u2581"  # SentencePiece's mark for the space before a word
_UNKNOWN_PENALTY = 10.0
_NEVER = -1e30


class Pieces:
    """Kudo's unigram model (2018), decoded by Viterbi over the characters."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], begin: int, end: int, unknown: int) -> None:
        """`pieces[i]` has number i and log-probability `scores[i]`; begin, end and unknown are numbers."""
        special = {begin, end, unknown}
        self._table: dict[str, tuple[int, float]] = {
            piece: (number, float(score))
            for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))
            if piece and number not in special
        }
        self._longest = max(map(len, self._table))
        self._unknown = unknown
        self._unknown_score = min(float(score) for score in scores) - _UNKNOWN_PENALTY
        self._begin = begin
        self._end = end

    def numbers(self, text: str, limit: int) -> list[int]:
        """The numbers of the pieces of `text`, between begin and end; at most `limit` in all."""
        marked = _SPACE + text.strip().replace(" ", _SPACE)
        length = len(marked)
        best = [_NEVER] * (length + 1)
        best[0] = 0.0
        came: list[tuple[int, int]] = [(self._unknown, 0)] * (length + 1)
        for start in range(length):
            so_far = best[start]
            for stop in range(start + 1, min(length, start + self._longest) + 1):
                found = self._table.get(marked[start:stop])
                if found is not None and so_far + found[1] > best[stop]:
                    best[stop] = so_far + found[1]
                    came[stop] = (found[0], start)
            if so_far + self._unknown_score > best[start + 1]:
                best[start + 1] = so_far + self._unknown_score
                came[start + 1] = (self._unknown, start)
        cut: list[int] = []
        at = length
        while at > 0:
            number, at = came[at]
            cut.append(number)
        return [self._begin, *cut[::-1][: limit - 2], self._end]
