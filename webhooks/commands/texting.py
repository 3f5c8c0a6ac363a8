"""`puente text`: one text through the signed webhook. `puente understand`: what texts are read as."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import httpx

from bot.callbacks.times import TimeReader
from bot.clock import LOS_ANGELES, SystemClock
from bot.dialogue.client import RasaClient
from bot.dialogue.understanding import Understanding
from bot.directory.places import Gazetteer
from bot.errors import InvalidInput, Unavailable
from bot.i18n import LANGUAGES, Language
from bot.messaging.phone import parse
from bot.settings import Settings, load_settings
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.processes import running_rasa
from webhooks.runtime import as_running, rasa_url
from webhooks.simulator import send_inbound


@click.command()
@click.argument("phone")
@click.argument("words")
@json_option
def text(phone: str, words: str, as_json: bool) -> None:
    """Send WORDS as PHONE through the real signed webhook of the running server; print the replies."""
    replies = send_text(as_running(load_settings()), phone, words)
    if as_json:
        print_json_lines({"reply": reply} for reply in replies)
    else:
        click.echo("\n\n".join(replies))


def send_text(settings: Settings, phone: str, words: str) -> list[str]:
    """One inbound text as Twilio would send it. Raises Unavailable when no server answers or it refuses."""
    with httpx.Client(trust_env=False) as client:
        answer = send_inbound(settings, client, parse(phone), words)
    if answer.status != 200:
        raise Unavailable(f"the webhook answered {answer.status}", code="webhook_refused")
    return answer.replies


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def understand(file: Path, as_json: bool) -> None:
    """Read each line of FILE ({"text", optional "lang" and "now"}) as a live turn would; print what was read."""
    lines = enumerate(file.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n"), 1)
    texts = [_line(number, line) for number, line in lines if line.strip()]
    if not texts:
        return
    with an_understanding(load_settings()) as understanding:
        rows = understanding.understand(texts)
    if as_json:
        print_json_lines(rows)
        return
    for row in rows:
        click.echo(f"{row['lang']:5} {row['intent']:20} {','.join(row['needs']) or '-':30} {row['text']}")


def _line(number: int, line: bytes) -> tuple[str, Language | None, datetime]:
    """One line of the file. Raises InvalidInput naming the line."""
    try:
        given: dict[str, Any] = json.loads(line)
        words = given["text"]
        now = datetime.fromisoformat(given["now"]) if given.get("now") else SystemClock().now()
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            f'line {number}: needs JSON like {{"text": "...", "now": "2026-12-02T10:00:00-08:00"}}'
        ) from error
    if not isinstance(words, str):
        raise InvalidInput(f"line {number}: text must be a string")
    lang = given.get("lang")
    prior = next((language for language in LANGUAGES if language == lang), None)
    words = words.encode("utf-8", "replace").decode()  # half a surrogate pair, which no webhook could have brought
    return words, prior, now if now.tzinfo else now.replace(tzinfo=LOS_ANGELES)


@contextmanager
def an_understanding(settings: Settings) -> Iterator[Understanding]:
    """With the running Rasa if there is one, else with one started for the moment."""
    client = RasaClient(rasa_url(settings), settings.rasa_token, 30)
    if client.is_ready():
        yield Understanding(Gazetteer.load(), TimeReader(), client)
        return
    say("no Rasa is running, starting one")
    with running_rasa(settings, say) as address:
        yield Understanding(Gazetteer.load(), TimeReader(), RasaClient(address, settings.rasa_token, 30))
