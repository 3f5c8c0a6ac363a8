"""Which words a pattern needs: the first letters that some word of every match must begin with.

Only what is certain is used. A pattern for which nothing is certain yields None and is tried on every text.
"""

from __future__ import annotations

import re

KEY_LETTERS = 3
_UNIT = re.compile(r"\\.|\[[^\]]*\]|[()| ~]")
_LITERAL = re.compile(r"[a-z0-9]+")
_FRAGMENT = re.compile(r"<(\w+)>")

Keys = frozenset[str] | None


def keys_of(pattern: str, fragments: dict[str, str], known: dict[str, Keys]) -> Keys:
    """The keys of the most telling word place of `pattern`, or None.

    `fragments` are unexpanded; `known` caches the keys of each fragment between calls.
    """
    pattern = pattern.split(" && ")[0]
    if len(_split(pattern, "|")) > 1:
        return _of_alternatives(pattern, fragments, known)
    found = [keys for place in _split(pattern, " ~") if (keys := _of_place(place, fragments, known))]
    return min(found, key=len) if found else None


def _of_place(place: str, fragments: dict[str, str], known: dict[str, Keys]) -> Keys:
    """The keys with which a word place can begin; None where it may be absent or is not certain."""
    place = place.removeprefix("^")
    if literal := _LITERAL.match(place):
        after = place[literal.end() :]
        word = literal[0][:-1] if after[:1] in {"?", "*", "{"} else literal[0]
        if len(word) >= KEY_LETTERS:
            return frozenset({word[:KEY_LETTERS]})
        return frozenset({word}) if word and not after else None
    if name := _FRAGMENT.match(place):
        if name[1] not in known:
            known[name[1]] = None if name[1] in {"end"} else _of_place(fragments[name[1]], fragments, known)
        return known[name[1]] if not place[name.end() :] or place[name.end()] in "(" else None
    if place.startswith("(?:"):
        close = _closing(place)
        after = place[close + 1 :]
        if after[:1] in {"?", "*", "{"}:
            return None
        if after and not after.startswith(("(?: ", "(?! ", "<end>", "(?= ", "+", "(?<")):
            return None
        return _of_alternatives(place[3:close], fragments, known)
    return None


def _of_alternatives(body: str, fragments: dict[str, str], known: dict[str, Keys]) -> Keys:
    keys: set[str] = set()
    for alternative in _split(body, "|"):
        place = _split(alternative, " ~")[0]
        found = _of_place(place, fragments, known)
        if not found:
            return None
        keys |= found
    return frozenset(keys)


def _split(pattern: str, separators: str) -> list[str]:
    """`pattern` split at `separators` that stand outside every group."""
    parts, depth, start = [], 0, 0
    for unit in _UNIT.finditer(pattern):
        sign = unit[0]
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif depth == 0 and sign in separators and pattern[unit.end() : unit.end() + 1] != "?":
            if unit.start() > start:
                parts.append(pattern[start : unit.start()])
            start = unit.end()
            if sign == "~":
                while start < len(pattern) and pattern[start].isdigit():
                    start += 1
    return [*parts, pattern[start:]] if start < len(pattern) else parts or [""]


def _closing(place: str) -> int:
    """Where the group that opens `place` closes."""
    depth = 0
    for unit in _UNIT.finditer(place):
        depth += {"(": 1, ")": -1}.get(unit[0], 0)
        if depth == 0 and unit[0] == ")":
            return unit.start()
    return len(place) - 1
