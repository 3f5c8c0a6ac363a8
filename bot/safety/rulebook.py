"""Reads rule files and applies them: patterns with guards over canonical text.

A rule file is made of sections:

    [name | shared guards]
    + pattern          a finding
    + one && other     a finding when both are in the text, in either order
    - pattern          no finding when this is within eight words of the match
    ! pattern          no finding when this is anywhere in the text

Patterns are regular expressions over canonical text that begin and end at word boundaries. `<name>`
stands for a fragment of shared.txt and `~3` between two words for up to three further words of the same sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.errors import ConfigurationError

_FRAGMENT = re.compile(r"<(\w+)>")
_GAP_AT_END = re.compile(r" ?~(\d+) ?(?=$|\)|\||\(\?= |\(\?<)")
_GAP = re.compile(r" ?~(\d+) ?")
_WINDOW_WORDS = 8


@dataclass
class Section:
    """One class of expression: what finds it and what excuses it."""

    name: str
    finders: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    anywhere: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    @cached_property
    def _finder(self) -> re.Pattern[str] | None:
        return _joined(self.finders)

    @cached_property
    def _paired(self) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
        return [(_compiled(one), _compiled(other)) for one, other in self.pairs]

    @cached_property
    def _near(self) -> re.Pattern[str] | None:
        return _joined(self.near)

    @cached_property
    def _anywhere(self) -> re.Pattern[str] | None:
        return _joined(self.anywhere)

    @cached_property
    def _before(self) -> re.Pattern[str] | None:
        return re.compile(rf"\b(?:{'|'.join(self.before)})$") if self.before else None

    def finds(self, text: str) -> str | None:
        """The words that match and are not excused, or None."""
        for start, end in self._spans(text):
            if self._anywhere and self._anywhere.search(text):
                return None
            if not self._excused(text, start, end):
                return text[start:end]
        return None

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self._finder:
            yield from (match.span() for match in self._finder.finditer(text))
        for one, other in self._paired:
            if (first := one.search(text)) and other.search(text):
                yield first.span()

    def _excused(self, text: str, start: int, end: int) -> bool:
        if self._before and self._before.search(text[:start].rstrip()):
            return True
        if not self._near:
            return False
        left = text[:start].split(" ")[-_WINDOW_WORDS - 1 :]
        right = text[end:].split(" ")[: _WINDOW_WORDS + 1]
        return bool(self._near.search(" ".join(left) + text[start:end] + " ".join(right)))


class Rulebook:
    """The sections of one rule file, in the order written.

    `path`: the file. `fragments`: the regular expressions that `<name>` stands for. `guards`: shared
    guards by name, each a list of lines like those of a section.
    Raises ConfigurationError for a line that is none of the above or a fragment that does not exist.
    """

    def __init__(self, path: Path, fragments: dict[str, str], guards: dict[str, list[str]]) -> None:
        self.sections: list[Section] = []
        for number, line in enumerate(_lines(path), 1):
            if line.startswith("["):
                name, _, shared = line.strip("[]").partition("|")
                self.sections.append(section := Section(name.strip()))
                for guard in shared.split():
                    if guard not in guards:
                        raise ConfigurationError(f"{path.name}: no shared guard {guard}")
                    for guard_line in guards[guard]:
                        _add(section, guard_line, fragments)
            elif self.sections and line[:2] in {"+ ", "- ", "! ", "< "}:
                _add(self.sections[-1], line, fragments)
            else:
                raise ConfigurationError(f"{path.name}: rule {number} is not understood")

    def first(self, text: str) -> tuple[str, str] | None:
        """The first section that finds something in canonical `text`, and the words found."""
        for section in self.sections:
            if found := section.finds(text):
                return section.name, found
        return None


def read_shared(path: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Fragments (`<name> = regex`) and shared guards (`[guard name]` and its lines) of shared.txt."""
    fragments: dict[str, str] = {}
    guards: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _lines(path):
        if line.startswith("["):
            current = guards.setdefault(line.strip("[]"), [])
        elif (head := _FRAGMENT.match(line)) and line[head.end() :].lstrip().startswith("="):
            body = line[head.end() :].lstrip()[1:].strip()
            fragments[head[1]] = f"(?:{expand(body, fragments)})"
        else:
            current.append(line)
    return fragments, guards


def expand(pattern: str, fragments: dict[str, str]) -> str:
    """`pattern` with fragments and gaps written out. Raises ConfigurationError for an unknown fragment."""
    try:
        whole = _FRAGMENT.sub(lambda m: fragments[m[1]], pattern)
    except KeyError as missing:
        raise ConfigurationError(f"no fragment {missing}") from missing
    return _GAP.sub(r"(?: \\w+){0,\1} ", _GAP_AT_END.sub(r"(?: \\w+){0,\1}", whole))


def _add(section: Section, line: str, fragments: dict[str, str]) -> None:
    sign, pattern = line[0], expand(line[2:].strip(), fragments)
    if sign == "+" and " && " in pattern:
        one, _, other = pattern.partition(" && ")
        section.pairs.append((one, other))
    else:
        {"+": section.finders, "-": section.near, "!": section.anywhere, "<": section.before}[sign].append(pattern)


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")


def _joined(patterns: list[str]) -> re.Pattern[str] | None:
    return _compiled("|".join(patterns)) if patterns else None
