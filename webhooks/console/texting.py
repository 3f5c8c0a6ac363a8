"""The console's texts: a CHW writes to the person, takes their conversation over from Puente, and hands it back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.callbacks.typed_words import LONGEST_TEXT, MOST_PARTS, TellingWords
from bot.errors import Conflict, InvalidInput
from webhooks import pages
from webhooks.console.desk import Desk, Trouble, say
from webhooks.console.login import signed_in
from webhooks.console.once import FIELD
from webhooks.console.text_panel import say_cost
from webhooks.console.words import say_moment
from webhooks.services import Services


def add_texting_routes(blueprint: Blueprint, services: Services, desk: Desk) -> None:
    """`/tasks/<number>/texts`, `/tasks/<number>/take-over` and `/tasks/<number>/hand-back`."""
    texts = services.staff_texts

    def refused(number: int, lines: list[str], typed: dict[str, str] | None = None, status: int = 409) -> Response:
        trouble = Trouble(say("text.refused_title"), lines)
        return desk.show_task(number, typed=typed, trouble=trouble, status=status)

    def back(number: int) -> Response:
        return redirect(url_for("console.task", number=number, _anchor="texting"), 303)

    @blueprint.post("/tasks/<int:number>/texts")
    def send_text(number: int) -> Response:
        typed = {"text": request.form.get("text", "")}
        take_over = bool(request.form.get("take_over"))
        now = services.clock.now()
        try:
            later = texts.send(signed_in().id, number, typed["text"], request.form.get(FIELD, ""), take_over=take_over)
        except TellingWords as found:
            words = ", ".join(f"“{word}”" for word in found.words)
            return refused(number, [say("text.telling", words=words), say("text.telling_why")], typed, 400)
        except InvalidInput as wrong:
            line = say(f"mistake.{wrong.code}", longest=LONGEST_TEXT, parts=MOST_PARTS)
            return refused(number, [line], typed, 400)
        except Conflict as conflict:
            return refused(number, [say(f"refusal.{conflict.code}")], typed)
        if later:
            flash(say("text.goes_later", moment=say_moment(later, now, pages.browser_language())))
        else:
            flash(say("text.in_chat" if texts.choice(signed_in().id, number).in_chat else "text.on_its_way"))
        return back(number)

    @blueprint.post("/tasks/<int:number>/texts/cost")
    def text_cost(number: int) -> Response:
        return pages.page(
            "console/_text_cost.html", cost=say_cost(request.form.get("text", ""), pages.browser_language())
        )

    @blueprint.post("/tasks/<int:number>/texts/<text_id>/take-back")
    def take_text_back(number: int, text_id: str) -> Response:
        try:
            done = texts.take_back(signed_in().id, number, text_id)
        except Conflict as conflict:
            return refused(number, [say(f"refusal.{conflict.code}")])
        flash(say("text.taken_back" if done else "text.too_late"))
        return back(number)

    @blueprint.post("/tasks/<int:number>/take-over")
    def take_over(number: int) -> Response:
        try:
            texts.take_over(signed_in().id, number)
        except Conflict as conflict:
            return refused(number, [say(f"refusal.{conflict.code}")])
        flash(say("held.taken"))
        return back(number)

    @blueprint.post("/tasks/<int:number>/hand-back")
    def hand_back(number: int) -> Response:
        try:
            texts.hand_back(signed_in().id, number, ask_again=bool(request.form.get("ask_again")))
        except Conflict as conflict:
            return refused(number, [say(f"refusal.{conflict.code}")])
        flash(say("held.handed_back"))
        return back(number)
