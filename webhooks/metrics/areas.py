"""The map of the eight Service Planning Areas as tiles, each about where the area lies, coloured by unmet need."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from bot.metrics.tables import VALUES
from webhooks.metrics.blocks import AreaMap, Table, Tile
from webhooks.metrics.building import Builder
from webhooks.metrics.words import say_value

PLACES: Mapping[str, tuple[int, int]] = {
    "1": (1, 0), "2": (0, 1), "4": (1, 1), "3": (2, 1), "5": (0, 2), "6": (1, 2), "7": (2, 2), "8": (1, 3),
}  # fmt: skip
"""Column and row of each area: Antelope Valley in the north, San Fernando and San Gabriel west and east of Metro,
West, South and East below them, South Bay at the sea. Sizes and borders are not drawn (publichealth.lacounty.gov/chs/SPAMain)."""
STEPS = (0.05, 0.10, 0.20, 0.30)
"""Where the colours change. They are fixed, so that two periods can be compared and no figure moves another's colour."""


def area_map(build: Builder) -> list[AreaMap]:
    """The map; nothing where unmet need is not published by area, or one area is chosen."""
    if not _by_area(build):
        return []
    tiles = []
    for area, (column, row) in PLACES.items():
        shown = build.now(build.share("needs_unmet", "needs_found", {"spa": area}))
        step = None if shown.number is None else sum(shown.number >= bound for bound in STEPS)
        title = build.say("metrics.column.spa", number=area)
        tiles.append(Tile(title, build.say(f"metrics.spa.{area}"), shown, column, row, step))
    return [AreaMap(tiles, _steps(build), build.say("metrics.map.caption"))]


def area_table(build: Builder) -> list[Table]:
    """What the map shows, and needs stated where the area is not known."""
    if not _by_area(build):
        return []
    rows = []
    for area in VALUES["spa"]:
        cell = {"spa": area}
        found, unmet = build.count("needs_found", cell), build.count("needs_unmet", cell)
        share = build.share("needs_unmet", "needs_found", cell)
        rows.append(build.row(say_value("spa", area, build.language), found, unmet, share, compared=share))
    columns = build.compared_columns("area", "stated", "unmet", "unmet_share")
    return [Table("areas", build.say("metrics.table.areas"), columns, rows, folded=True)]


def _by_area(build: Builder) -> bool:
    return build.figures.table("needs_unmet", "spa") is not None and "spa" not in build.selection.where


def _steps(build: Builder) -> list[str]:
    percents = [round(bound * 100) for bound in STEPS]
    between = [build.say("metrics.map.between", low=low, high=high) for low, high in pairwise(percents)]
    return [build.say("metrics.map.under", high=percents[0]), *between, build.say("metrics.map.over", low=percents[-1])]
