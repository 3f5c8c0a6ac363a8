"""HSDS JSON read into the stage: an array of full services, JSON lines, or one service, streaming."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from bot.directory.documents import nested_in
from bot.directory.importing.stage import Stage
from bot.directory.shape import shapes
from bot.errors import InvalidInput

_BLOCK = 1 << 16
_LARGEST = 64 << 20
"""No single service is this large; beyond it the file is not what it says it is."""


def read_documents(path: Path, stage: Stage) -> None:
    """Every service of the file into the stage, what is nested in it as rows of its own."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        for line, document in _documents(file, path.name, stage):
            if not isinstance(document, dict):
                stage.fault(path.name, line, "", "is not a service object")
            elif "contents" in document and "name" not in document:
                for each in document["contents"]:
                    _add("service", each, {}, path.name, line, "", stage)
            else:
                _add("service", document, {}, path.name, line, "", stage)


def _add(kind: str, document: Any, links: dict[str, str], file: str, line: int, path: str, stage: Stage) -> str | None:
    """One object and all in it; returns its identifier when it was accepted."""
    if not isinstance(document, dict):
        stage.fault(file, line, path.rstrip("."), "is not an object")
        return None
    row = {name: value for name, value in document.items() if name in shapes()[kind].by_name}
    row.update({name: value for name, value in links.items() if not row.get(name)})
    nested = [each for each in nested_in(kind) if document.get(each.key)]
    for each in nested:
        if each.single and isinstance(document[each.key], dict):
            identifier = _add(each.table, document[each.key], {}, file, line, f"{path}{each.key}.", stage)
            if identifier and not row.get(each.link):
                row[each.link] = identifier
    if isinstance(document.get("taxonomy"), dict):
        row.pop("taxonomy", None)
    if not stage.add(kind, row, file, line, path):
        return None
    identifier = str(row["id"])
    for each in nested:
        if each.single:
            continue
        children = document[each.key]
        if not isinstance(children, list):
            stage.fault(file, line, path + each.key, "is not a list")
            continue
        below = {each.link: identifier}
        if each.table == "attribute":
            below["link_entity"] = kind
        if each.table == "metadata":
            below["resource_type"] = kind
        for number, child in enumerate(children):
            _add(each.table, child, below, file, line, f"{path}{each.key}[{number}].", stage)
    return identifier


def _documents(file: IO[str], name: str, stage: Stage) -> Iterator[tuple[int, Any]]:
    """(line it begins on, document) for each element of the array or each document of the file."""
    decoder = json.JSONDecoder()
    text, line, position, ended = "", 1, 0, False
    array: bool | None = None
    while True:
        position, line = _skip(text, position, line, array)
        if array is None and position < len(text):
            array = text[position] == "["
            position += array
            continue
        if position < len(text) and array and text[position] == "]":
            return
        try:
            document, after = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            if not ended and _may_go_on(error, text):
                block = file.read(_BLOCK)
                ended = not block
                text, position = text[position:] + block, 0
                if len(text) > _LARGEST:
                    raise InvalidInput(f"{name} line {line}: no service ends here", code="unreadable_json") from None
                continue
            if position >= len(text) and not array:
                return
            rest = text.find("\n", position)
            if array or (rest < 0 and position == 0 and line == 1):
                raise InvalidInput(f"{name} line {line}: is not JSON", code="unreadable_json") from None
            stage.fault(name, line, "", "is not JSON")
            position = len(text) if rest < 0 else rest
            continue
        began = line
        line += text.count("\n", position, after)
        position = after
        if position > _BLOCK:
            text, position = text[position:], 0
        yield began, document


def _may_go_on(error: json.JSONDecodeError, text: str) -> bool:
    """Whether the text was perhaps only cut off by the end of the block."""
    return error.pos >= len(text) - 16 or error.msg.startswith("Unterminated string")


def _skip(text: str, position: int, line: int, array: bool | None) -> tuple[int, int]:
    separators = " \t\r\n," if array else " \t\r\n"
    while position < len(text) and text[position] in separators:
        line += text[position] == "\n"
        position += 1
    return position, line
