"""The reviewers' page: one hidden text at a time, what it means, and nobody's name. Works without scripting."""

from __future__ import annotations

from flask import Blueprint, flash, get_flashed_messages, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.errors import Conflict, InvalidInput, NotFound
from bot.needs.taxonomy import NEEDS
from bot.reviewing.desk import Card, ReviewDesk
from bot.reviewing.labels import CRISES, INTENTS, Label, read_label
from webhooks import pages
from webhooks.console.desk import say
from webhooks.console.login import framed_page, signed_in
from webhooks.console.words import say_code, say_needs
from webhooks.services import Services


def create_review_blueprint(services: Services) -> Blueprint:
    """`/console/review/`, for reviewers and administrators. Needs `init_login` on the app and the console mounted."""
    blueprint = Blueprint("review", __name__, url_prefix="/console/review")
    desk = ReviewDesk(services.database, services.vault, services.clock)

    @blueprint.get("/")
    def card() -> Response:
        return show()

    @blueprint.post("/label")
    def label() -> Response:
        try:
            chosen = _typed()
            agreed = desk.label(signed_in().id, _card_id(), chosen)
        except InvalidInput as error:
            return show(mistake=error.code)
        except NotFound:
            return done("review.gone")
        except Conflict as error:
            return done("review.own" if error.code == "own_label" else "review.settled")
        return done("review.agreed" if agreed else "review.labelled")

    @blueprint.post("/skip")
    def skip() -> Response:
        desk.skip(signed_in().id, _card_id())
        return done("review.skipped")

    @blueprint.post("/remove")
    def remove() -> Response:
        return done("review.removed" if desk.remove(signed_in().id, _card_id()) else "review.gone")

    def done(what: str) -> Response:
        flash(say(what))
        return redirect(url_for("review.card"), 303)

    def show(mistake: str = "") -> Response:
        """The next card; after a mistake the one it was made on, with what was chosen."""
        account, language = signed_in(), pages.browser_language()
        card = desk.next_card(account.id, account.languages)
        same = bool(mistake and card and card.id == _card_id())
        return framed_page(
            "console/review.html",
            status=400 if mistake else 200,
            section="review",
            told=next(iter(get_flashed_messages()), None),
            card=card,
            said=_in_words(card),
            waiting=desk.waiting(account.id, account.languages),
            mistake=f"review.mistake.{mistake}" if same else "",
            chosen=request.form if same else {},
            chosen_needs=request.form.getlist("needs") if same else [],
            intents=[(code, say_code("intent", code, language)) for code in INTENTS],
            needs=[(need.code, say_code("need", need.code, language)) for need in NEEDS],
            crises=[(code, say_code("crisis", code, language)) for code in CRISES],
        )

    return blueprint


def _card_id() -> str:
    return request.form.get("card", "")


def _typed() -> Label:
    form = request.form
    return read_label(
        form.get("intent", ""), form.getlist("needs"), form.get("urgent") == "yes", form.get("crisis", "")
    )


def _in_words(card: Card | None) -> list[str]:
    """The first reviewer's label, a line each."""
    if card is None or card.label is None:
        return []
    label, language = card.label, pages.browser_language()
    if label.crisis:
        return [say("review.crisis"), say_code("crisis", label.crisis, language)]
    said = [say_code("intent", label.intent, language)]
    said += [say_needs(label.needs, language)] if label.needs else []
    return [*said, say("review.urgent")] if label.urgent else said
