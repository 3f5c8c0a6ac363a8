"""The stock Rasa pipeline on the same training data: trained when its data changed, and what it reads in texts.

Rasa's own suggestion for texts without pre-trained vectors, untouched but for two things. A text states one intent there,
so the needs are written into its name ("need+food+housing+urgent") and taken apart by Rasa's own multi-intent option. That
makes some 460 names, half of them rare, and Rasa's `balanced` batches repeat the rare ones until every name was seen: the
first epoch would read 69,000 examples instead of 16,000. So batches are made in sequence.
"""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.model import NLU_DATA, REQUIREMENTS, locked, rasa_environment, rasa_python
from bot.settings import Settings

_READER = Path(__file__).resolve().parent / "stock_reader.py"
RECORDED = Path(__file__).resolve().parent / "stock_recorded.json"
"""Figures of an earlier run, for a machine that has no quarter of an hour of two free cores."""
EPOCHS = 5
"""Of DIET, a quarter of an hour on two free cores. Rasa suggests 100: `make eval EVAL="--stock-epochs 100"`, for a machine that is
free for a day."""


N_GRAMS: tuple[dict[str, Any], ...] = (
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
)
"""What Rasa suggests that DIET reads."""


def pipeline(epochs: int, features: Sequence[dict[str, Any]] = N_GRAMS) -> dict[str, Any]:
    """Rasa 3.6's config.yml, with other `features` for DIET where they are given."""
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "es",
        "pipeline": [
            {"name": "WhitespaceTokenizer", "intent_tokenization_flag": True, "intent_split_symbol": "+"},
            *features,
            {
                "name": "DIETClassifier",
                "epochs": epochs,
                "batch_strategy": "sequence",
                "constrain_similarities": True,
                "random_seed": 1,
            },
        ],
    }


def training_data(lines_each: int | None = None) -> str:
    """nlu_data as YAML for one intent a text. `lines_each`: no more of each, to try a run in little time."""
    lines: dict[str, list[str]] = {}
    for path in sorted(NLU_DATA.glob("e[ns]/*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            metadata = block.get("metadata") or {}
            urgent = ["urgent"] if metadata.get("urgent") else []
            name = "+".join([block["intent"], *metadata.get("needs", ()), *urgent])
            examples = lines.setdefault(name, [])
            examples += [line for line in block["examples"].splitlines() if line.strip() and line not in examples]
    nlu = [
        {"intent": name, "examples": "\n".join(examples[:lines_each]) + "\n"}
        for name, examples in sorted(lines.items())
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000)


def ensure_stock_model(
    settings: Settings,
    epochs: int,
    say: Callable[[str], None],
    features: Sequence[dict[str, Any]] = N_GRAMS,
    lines_each: int | None = None,
) -> tuple[Path, dict[str, float]]:
    """The model, trained now if there is none for this data, and what training it cost (`seconds` of the clock,
    `processor_seconds`, `megabytes` at most). `features`, `lines_each`: as of `pipeline` and `training_data`."""
    config, data, digest = _made_from(epochs, features, lines_each)
    model = settings.puente_models.resolve() / f"stock-{digest}.tar.gz"
    cost = model.with_name(f"stock-{digest}.json")
    model.parent.mkdir(parents=True, exist_ok=True)
    with locked(model.with_name(f"stock-{digest}.lock")):
        if not (model.exists() and cost.exists()):
            say(f"training the stock pipeline, {epochs} epochs (long: only when the data changed)")
            cost.write_text(json.dumps(_train(model, config, data)))
    return model, json.loads(cost.read_text())


def stock_digest(epochs: int) -> str:
    """16 hex digits over the training data, pipeline and locked versions."""
    return _made_from(epochs)[2]


def _made_from(
    epochs: int, features: Sequence[dict[str, Any]] = N_GRAMS, lines_each: int | None = None
) -> tuple[str, str, str]:
    config = yaml.safe_dump(pipeline(epochs, features), sort_keys=False)
    data = training_data(lines_each)
    digest = hashlib.sha256((config + data).encode() + REQUIREMENTS.read_bytes()).hexdigest()[:16]
    return config, data, digest


def _train(model: Path, config: str, data: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yml").write_text(config)
        (folder / "nlu.yml").write_text(data)
        started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        with model.with_name(f"{model.name.split('.')[0]}.log").open("w") as log:
            subprocess.run(
                [
                    str(rasa_python()), "-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", "nlu.yml",
                    "--out", name, "--fixed-model-name", "stock",
                ],
                cwd=folder,
                env=rasa_environment(TF_ENABLE_ONEDNN_OPTS="1"),
                stdout=log,
                stderr=subprocess.STDOUT,
                check=True,
            )  # fmt: skip
        shutil.move(folder / "stock.tar.gz", model)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {
            "seconds": round(time.monotonic() - started),
            "processor_seconds": round(used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime),
            "megabytes": round(used.ru_maxrss / 1024),
        }


def read_with_stock(model: Path, texts: Sequence[str]) -> list[dict[str, Any]]:
    """`text`, `intent`, `needs`, `urgent`, `confidence` and `ms` (one text at a time) of each."""
    asked = "\n".join(json.dumps({"text": text}) for text in texts)
    done = subprocess.run(
        [str(rasa_python()), str(_READER), str(model)],
        input=asked,
        env=rasa_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
