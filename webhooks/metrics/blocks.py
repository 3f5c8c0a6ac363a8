"""What a section of figures is made of, whatever it is drawn as: sentences, tables with bars, trends, the map of areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webhooks.metrics.figures import Shown


@dataclass(frozen=True)
class Span:
    """A difference and its interval on a line from 0 to 1, where `zero` is no difference."""

    low: float
    value: float
    high: float
    zero: float = 0.5


@dataclass(frozen=True)
class Bar:
    """`part` of a line from 0 to 1; `mark`, where there is one, is the place of a target on it."""

    part: float
    mark: float | None = None


@dataclass(frozen=True)
class Row:
    """One line of a table. `drawn` is None where nothing may or can be drawn."""

    name: str
    cells: Sequence[Shown]
    drawn: Bar | Span | None = None
    note: str = ""
    short: str = ""
    """The name as it stands at the foot of a chart."""


@dataclass(frozen=True)
class Table:
    """The first of `columns` heads the names of the rows. `folded`: a chart shows the same, so it may stay closed."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Trend:
    """A line for each column of `table`, whose rows are periods, oldest first. `shares`: its numbers are parts of one."""

    table: Table
    shares: bool

    @property
    def gaps(self) -> bool:
        """Whether a figure in it is withheld."""
        return any(cell.state == "withheld" for row in self.table.rows for cell in row.cells)


@dataclass(frozen=True)
class Tile:
    """One area on the map. `step`: 0 (least) to 4 (most); None where the figure is withheld or absent."""

    title: str
    place: str
    shown: Shown
    column: int
    row: int
    step: int | None


@dataclass(frozen=True)
class AreaMap:
    tiles: Sequence[Tile]
    steps: Sequence[str]
    """What each step stands for, from the least."""
    caption: str


@dataclass(frozen=True)
class Section:
    """`says`: what the figures come to, in sentences. Empty sections say why there is nothing."""

    name: str
    title: str
    says: Sequence[str]
    maps: Sequence[AreaMap] = ()
    tables: Sequence[Table] = ()
    trends: Sequence[Trend] = ()


@dataclass(frozen=True)
class KeyFigure:
    """`trend`: the last periods, oldest first, None where nothing is shown. `better`: None where the change is neither."""

    name: str
    title: str
    shown: Shown
    change: str
    better: bool | None
    trend: Sequence[float | None]
