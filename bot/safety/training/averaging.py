"""Makes one file of weights of several: the mean of runs that were fine-tuned one from the other.

`.venv-rasa/bin/python -m bot.safety.training.averaging OUT FILE FILE ...` from the project's root. The mean reads texts that no
run saw better than any one of them, at the price of one. The first file lends what is not trained.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from bot.safety.training.layers import narrowed, widened


def average(paths: list[Path], out: Path) -> None:
    """Writes the mean. Raises KeyError where the files have not the same weights."""
    runs = [widened(path) for path in paths]
    mean = {name: np.mean([run[name] for run in runs], axis=0) for name in runs[0] if name != "word"}
    with np.load(paths[0], allow_pickle=False) as stored:
        untrained = [name for name in stored.files if name.rpartition(".")[0] not in mean]
        kept = {name: stored[name] for name in untrained}
    np.savez_compressed(out, **kept, **narrowed(mean))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("files", type=Path, nargs="+")
    given = arguments.parse_args()
    average(given.files, given.out)
