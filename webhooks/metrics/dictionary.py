"""The data dictionary: what every column, measure and code of the published figures means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.i18n import Language
from bot.metrics.definitions import Definition, define, detail_title
from bot.metrics.measures import MEASURES
from bot.metrics.periods import KINDS
from bot.metrics.tables import ALL, UNKNOWN, VALUES
from webhooks.metrics.datasets import COLUMNS, Dataset
from webhooks.metrics.words import say, say_value


@dataclass(frozen=True)
class Meaning:
    """A column or a code. `column`: the column a code stands in; empty for a column itself."""

    name: str
    means: str
    column: str = ""


@dataclass(frozen=True)
class MeasureMeaning:
    """A measure with its code, its definition in words, and the codes of its details."""

    name: str
    definition: Definition
    details: Sequence[Meaning]


def columns_explained(language: Language, columns: Sequence[str] = ()) -> list[Meaning]:
    """What columns mean; all there are where none is named."""
    every = dict.fromkeys(name for each in COLUMNS.values() for name in each)
    return [Meaning(name, say(f"metrics.data.{name}", language)) for name in columns or every]


def measures_explained(language: Language) -> list[MeasureMeaning]:
    return [
        MeasureMeaning(
            measure.name, define(measure, language),
            [Meaning(detail, detail_title(measure, detail, language), "detail") for detail in measure.shape.details],
        )
        for measure in MEASURES.values()
    ]  # fmt: skip


def values_explained(language: Language) -> list[Meaning]:
    """The codes that stand in the columns of dimensions and of kinds of period."""
    found = [Meaning(kind, say(f"metrics.kind.{kind}", language), "kind") for kind in KINDS]
    for dimension, values in VALUES.items():
        found += [Meaning(value, say_value(dimension, value, language), dimension) for value in values]
        found.append(Meaning(ALL, say("metrics.data_all", language), dimension))
    found += [Meaning(code, say(f"metrics.data_{code}", language), "detail") for code in (ALL, UNKNOWN)]
    return found


def dictionary_of(dataset: Dataset, language: Language) -> dict[str, Any]:
    """The dictionary of one set as plain data, for files."""
    measures = []
    for each in measures_explained(language) if "measure" in dataset.columns else ():
        words = {name: value for name, value in vars(each.definition).items() if value}
        measures.append({"name": each.name, **words, "details": {detail.name: detail.means for detail in each.details}})
    return {
        "columns": [
            {"name": each.name, "type": dataset.columns[each.name], "means": each.means}
            for each in columns_explained(language, list(dataset.columns))
        ],
        "measures": measures,
        "values": [vars(each) for each in values_explained(language) if each.column in dataset.columns],
    }
