"""Reads rule files and applies them: patterns with guards over canonical text.

A rule file is made of sections:

    [name | shared guards]
    + pattern          a finding
    + one && other     a finding when both are in the text, in either order
    - pattern          no finding when this is within eight words of the match
    < pattern          no finding when this stands right before the match

An indented line goes on with the line before it; `_` at a line's end is a space that would not be seen.
Patterns are regular expressions over canonical text that begin and end at word boundaries. `<name>`
stands for a fragment of shared.txt and `~3` between two words for up to three further words of the same
sentence. A pattern is compiled when a text first holds a word it could start from, so loading is quick
and most texts meet few patterns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from bot.errors import ConfigurationError
from bot.safety.prefilter import KEY_LETTERS, keys_of

_FRAGMENT = re.compile(r"<(\w+)>")
_GAP_AT_END = re.compile(r" ?~(\d+) ?(?=$|\)|\||\(\?= |\(\?<)")
_GAP = re.compile(r" ?~(\d+) ?")
_WINDOW_WORDS = 8


@dataclass
class Section:
    """One class of expression: its name and what excuses a match."""

    name: str
    fragments: dict[str, str]
    near: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    @cached_property
    def _near(self) -> re.Pattern[str] | None:
        return _compiled("|".join(expand(p, self.fragments) for p in self.near)) if self.near else None

    @cached_property
    def _before(self) -> re.Pattern[str] | None:
        patterns = "|".join(expand(p, self.fragments) for p in self.before)
        return re.compile(rf"(?<!\S)(?:{patterns})$") if patterns else None

    def excuses(self, text: str, start: int, end: int) -> bool:
        """Whether what stands before or around `text[start:end]` excuses it."""
        if self._before and self._before.search(text[:start].rstrip()):
            return True
        if not self._near:
            return False
        left = text[:start].split(" ")[-_WINDOW_WORDS - 1 :]
        right = text[end:].split(" ")[: _WINDOW_WORDS + 1]
        return bool(self._near.search(" ".join(left) + text[start:end] + " ".join(right)))


class Reading(NamedTuple):
    """What a text was read as: the section that finds something and the words; `excused` where all matches were."""

    section: str | None
    words: str
    excused: bool


@dataclass
class Finder:
    """One `+` line of a section."""

    section: Section
    pattern: str

    @cached_property
    def _parts(self) -> list[re.Pattern[str]]:
        return [_compiled(expand(part, self.section.fragments)) for part in self.pattern.split(" && ")]

    def reads(self, text: str) -> Reading:
        """Whether it matches `text`, and the words of a match that nothing excuses."""
        first, *others = self._parts
        excused = False
        if all(other.search(text) for other in others):
            for match in first.finditer(text):
                if not self.section.excuses(text, *match.span()):
                    return Reading(self.section.name, match[0], False)
                excused = True
        return Reading(None, "", excused)


class Rulebook:
    """The sections of one rule file, in the order written.

    `path`: the file. `fragments`: the regular expressions that `<name>` stands for. `guards`: shared
    guards by name, each a list of lines like those of a section.
    Raises ConfigurationError for a line that is none of the above or a shared guard that does not exist.
    """

    def __init__(self, path: Path, fragments: dict[str, str], guards: dict[str, list[str]]) -> None:
        self._finders: list[Finder] = []
        section: Section | None = None
        for number, line in enumerate(read_lines(path), 1):
            if line.startswith("["):
                name, _, shared = line.strip("[]").partition("|")
                section = Section(name.strip(), fragments)
                for guard in shared.split():
                    if guard not in guards:
                        raise ConfigurationError(f"{path.name}: no shared guard {guard}")
                    for guard_line in guards[guard]:
                        self._add(section, guard_line)
            elif section and line[:2] in {"+ ", "- ", "< "}:
                self._add(section, line)
            else:
                raise ConfigurationError(f"{path.name}: rule {number} is not understood")
        self._always: list[int] = []
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        known: dict[str, frozenset[str] | None] = {}
        for number, finder in enumerate(self._finders):
            if keys := keys_of(finder.pattern, fragments, known):
                for key in keys:
                    self._by_key[key].append(number)
            else:
                self._always.append(number)

    def read(self, text: str) -> Reading:
        """What the first section, in the order written, finds in canonical `text`."""
        excused = False
        candidates = set(self._always)
        for key in {word[:KEY_LETTERS] for word in text.split()}:
            candidates.update(self._by_key.get(key, ()))
        for number in sorted(candidates):
            reading = self._finders[number].reads(text)
            if reading.section:
                return reading
            excused = excused or reading.excused
        return Reading(None, "", excused)

    def every(self) -> Iterator[Finder]:
        """All findings, for checks that each can be compiled."""
        yield from self._finders

    def _add(self, section: Section, line: str) -> None:
        pattern = line[2:].strip()
        if line[0] == "+":
            self._finders.append(Finder(section, pattern))
        else:
            {"-": section.near, "<": section.before}[line[0]].append(pattern)


def read_shared(path: Path) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Fragments (`<name> = regex`, unexpanded) and shared guards (`[guard name]` and its lines) of shared.txt."""
    fragments: dict[str, str] = {}
    guards: dict[str, list[str]] = {}
    current: list[str] = []
    for line in read_lines(path):
        if line.startswith("["):
            current = guards.setdefault(line.strip("[]"), [])
        elif (head := _FRAGMENT.match(line)) and line[head.end() :].lstrip().startswith("="):
            fragments[head[1]] = f"(?:{line[head.end() :].lstrip()[1:].strip()})"
        else:
            current.append(line)
    return fragments, guards


def expand(pattern: str, fragments: dict[str, str]) -> str:
    """`pattern` with fragments and gaps written out. Raises ConfigurationError for an unknown fragment."""
    while _FRAGMENT.search(pattern):
        try:
            pattern = _FRAGMENT.sub(lambda m: fragments[m[1]], pattern)
        except KeyError as missing:
            raise ConfigurationError(f"no fragment {missing}") from missing
    return _GAP.sub(r"(?: \\w+){0,\1} ", _GAP_AT_END.sub(r"(?: \\w+){0,\1}", pattern))


def read_lines(path: Path) -> list[str]:
    """The lines of a rule file without remarks and empty ones, those that go on joined to those they go on from.

    Raises ConfigurationError where the first line is indented.
    """
    lines: list[str] = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.endswith("_"):
            line = line[:-1] + " "
        if not raw.startswith(" "):
            lines.append(line)
        elif lines:
            lines[-1] += line
        else:
            raise ConfigurationError(f"{path.name}: the first line goes on from none")
    return lines


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")
