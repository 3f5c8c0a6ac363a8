"""Run by Rasa's Python: reads JSON lines from standard input with one NLU model, prints what it read in each."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from rasa.core.agent import Agent


async def _main(model: str) -> None:
    agent = Agent.load(model)
    await agent.parse_message("hola")  # the first is slow
    for line in sys.stdin:
        text = json.loads(line)["text"]
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        print(json.dumps(_reading(text, parsed, (time.perf_counter() - started) * 1000)), flush=True)


def _reading(text: str, parsed: dict[str, Any], ms: float) -> dict[str, Any]:
    found = parsed.get("intent") or {}
    intent, *labels = (found.get("name") or "out_of_scope").split("+")
    return {
        "text": text,
        "intent": intent,
        "confidence": found.get("confidence", 0.0),
        "needs": sorted(label for label in labels if label != "urgent"),
        "urgent": "urgent" in labels,
        "ms": round(ms, 2),
    }


asyncio.run(_main(sys.argv[1]))
