"""The rooms import downward only."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

STEPS: tuple[tuple[str, ...], ...] = (
    ("webhooks",),
    ("bot.conversation",),
    ("bot.dialogue",),
    ("bot.callbacks", "bot.metrics", "bot.reviewing"),
    ("bot.cases", "bot.directory"),
    ("bot.messaging", "bot.needs", "bot.privacy", "bot.safety"),
    ("bot.tally", "bot.encoder", "bot.heartbeat"),
    ("bot.correlation", "bot.meters", "bot.i18n", "bot.db", "bot.clock", "bot.settings", "bot.errors"),
)
FLOOR = len(STEPS) - 1
WHOLE = {"bot.migrations"}
"""Migrations must see every table; nothing but the composition root and the commands imports them."""


def step_of(module: str) -> tuple[int, str] | None:
    for number, rooms in enumerate(STEPS):
        for room in rooms:
            if module == room or module.startswith(room + "."):
                return number, room
    return None


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def modules() -> list[tuple[str, Path]]:
    files = [path for room in ("bot", "webhooks") for path in (ROOT / room).rglob("*.py")]
    return [(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path) for path in files]


def test_every_module_belongs_to_a_room() -> None:
    homeless = [
        name
        for name, _ in modules()
        if name != "bot" and name not in WHOLE and not name.startswith("bot.migrations.") and step_of(name) is None
    ]
    assert homeless == []


def test_imports_point_down_only() -> None:
    wrong = []
    for name, path in modules():
        here = step_of(name)
        if here is None:
            continue
        for imported in imports_of(path):
            there = step_of(imported)
            if there is None or there[1] == here[1]:
                continue
            beside_on_the_floor = here[0] == there[0] == FLOOR
            if there[0] <= here[0] and not beside_on_the_floor:
                wrong.append(f"{name} imports {imported}")
    assert wrong == []


def test_rasa_components_import_nothing_else_of_ours_but_the_encoder() -> None:
    wrong = [
        f"{path.name}: {imported}"
        for folder in (ROOT / "bot" / "dialogue" / "components", ROOT / "bot" / "encoder")
        for path in folder.glob("*.py")
        for imported in imports_of(path)
        if imported.split(".")[0] in ("bot", "webhooks")
        and not imported.startswith(("bot.dialogue.components", "bot.encoder"))
    ]
    assert wrong == []


def test_every_module_opens_by_saying_what_it_owns() -> None:
    silent = [
        name
        for name, path in modules()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
