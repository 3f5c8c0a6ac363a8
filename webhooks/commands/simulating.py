"""`puente simulate`: virtual residents text the running server."""

from __future__ import annotations

import click
import httpx

from bot.errors import Conflict, Unavailable
from bot.messaging.phone import Address
from bot.settings import load_settings
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.runtime import as_running
from webhooks.simulator import send_inbound
from webhooks.virtual_residents import Heard, Totals, Turn, load_conversations
from webhooks.virtual_residents import simulate as simulate_residents


@click.command()
@click.option("--people", type=int, default=20, show_default=True, help="How many virtual residents.")
@click.option("--rate", type=float, default=1.0, show_default=True, help="Texts a second, of all of them together.")
@click.option("--seed", type=int, help="The same people again.")
@json_option
def simulate(people: int, rate: float, seed: int | None, as_json: bool) -> None:
    """Virtual residents hold made-up conversations with the running server, for demos and load.

    Exits 1 when a text was refused or not answered.
    """
    settings = as_running(load_settings())
    if settings.production or settings.twilio_configured:
        raise Conflict("made-up people text only where nothing real is sent: not in production, nor with Twilio")
    totals = Totals()
    with httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=None)) as client:

        def send(address: Address, text: str) -> Heard:
            answer = send_inbound(settings, client, address, text)
            return Heard(answer.status, tuple(answer.replies), answer.milliseconds)

        for turn in simulate_residents(send, people, rate, load_conversations(), seed):
            if turn.heard.status == 0 and not totals.texts:
                raise Unavailable("the web server did not answer; is `puente run` running?", code="server_unreachable")
            totals.add(turn)
            _show(turn, as_json)
    say(
        f"{totals.texts} texts, {totals.replies} replies, {totals.lost} lost; "
        f"answered in {totals.median:.0f} ms (median), {totals.p95:.0f} ms (95th percentile)"
    )
    if totals.lost:
        raise SystemExit(1)


def _show(turn: Turn, as_json: bool) -> None:
    heard = turn.heard
    if as_json:
        print_json_lines(
            [
                {
                    "phone": turn.phone,
                    "text": turn.text,
                    "status": heard.status,
                    "replies": list(heard.replies),
                    "milliseconds": round(heard.milliseconds),
                }
            ]
        )
    else:
        answer = "\n".join(f"    {line}" for reply in heard.replies for line in reply.splitlines())
        click.echo(f"{turn.phone} > {turn.text}\n{answer or '    (nothing)'}")
