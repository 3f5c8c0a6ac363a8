"""Before the first worker is forked the crisis reading is loaded, so that nobody in a crisis waits for it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from bot.safety import sentence_reader
from bot.safety.crisis import detect_crisis
from webhooks.gunicorn_hooks import on_starting

_TEXT = "the rope is tied and nobody is home"
_FORKED = f"""
import json, logging, os, time
from types import SimpleNamespace
from bot.safety import sentence_reader
from bot.safety.crisis import detect_crisis
from webhooks.gunicorn_hooks import on_starting

started = time.process_time()
on_starting(SimpleNamespace(log=logging.getLogger()))
loading = time.process_time() - started
if os.fork():
    os.wait()
else:
    opened = sentence_reader._encoder.cache_info().misses
    kind = detect_crisis({_TEXT!r})
    again = sentence_reader._encoder.cache_info().misses - opened
    print(json.dumps([kind, again, time.process_time(), loading]), flush=True)
    os._exit(0)
"""


def test_a_worker_reads_its_first_text_with_what_was_loaded_before_it_was_forked() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _FORKED], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    kind, opened_again, spent, loading = json.loads(ran.stdout)
    assert kind == "suicide"
    assert opened_again == 0
    assert spent < loading / 2


def test_where_memory_is_short_the_server_starts_and_rules_decide_until_there_is_more(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def too_large(*_: object) -> None:
        raise MemoryError

    sentence_reader._encoder.cache_clear()
    with monkeypatch.context() as short:
        short.setattr(sentence_reader, "Encoder", too_large)
        on_starting(SimpleNamespace(log=logging.getLogger()))
        assert "crisis_encoder_missing (MemoryError)" in caplog.text
        assert detect_crisis("i want to die") == "suicide"
        assert detect_crisis("busco trabajo") is None
    sentence_reader._encoder.cache_clear()
    assert sentence_reader.load()
