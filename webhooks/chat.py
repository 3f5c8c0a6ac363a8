"""The public web chat: the same conversation as by text, for whoever has a browser and no phone.

Identity is a random id in a signed cookie; nothing else ties a browser to what was said in it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as BaseResponse

from bot.cases.chat_messages import CHAT_LASTS, mark_seen
from bot.cases.takeovers import Takeovers
from bot.conversation import InboundMessage
from bot.errors import PuenteError
from webhooks import pages
from webhooks.services import Services

COOKIE = "puente_chat"
LONGEST = 1600
"""Characters in one message: the same as a text."""
RATE = "20 per minute; 300 per hour"
LEAVE_TO = "https://www.weather.gov/"
NEWS_RATE = "40 per minute"
_COOKIE_LIFE_SECONDS = int(CHAT_LASTS.total_seconds())


@dataclass(frozen=True)
class Turn:
    """What a person wrote (None where we began) and what came back. `by_person`: a CHW typed it."""

    said: str | None
    replies: list[str]
    language: str | None
    by_person: bool = False


def create_chat_blueprint(services: Services) -> Blueprint:
    """`/chat`. Needs `init_pages` and `init_limiter` on the app."""
    blueprint = Blueprint("chat", __name__, url_prefix="/chat")
    visits = ChatVisits(services)

    @blueprint.get("/", strict_slashes=False)
    def show() -> Response:
        return visits.draw(visits.known() or str(uuid.uuid4()))

    @blueprint.post("/", strict_slashes=False)
    def send() -> BaseResponse:
        visit = visits.known()
        typed = request.form.get("body", "").strip()
        if visit is None or not _form_is_ours():
            fresh = visit or str(uuid.uuid4())
            return visits.draw(fresh, trouble="chat.trouble.cookies", typed=typed, status=400)
        if not typed or len(typed) > LONGEST:
            trouble = "chat.trouble.long" if typed else "chat.trouble.empty"
            return visits.draw(visit, trouble=trouble, typed=typed, status=400)
        if not pages.within_rate(RATE, "chat"):
            return visits.draw(visit, trouble="chat.trouble.fast", typed=typed, status=429)
        try:
            visits.say(visit, typed, request.form.get("sid", ""))
        except PuenteError:
            return visits.draw(visit, trouble="chat.trouble.broken", typed=typed, status=503)
        return redirect(url_for("chat.show", _anchor="composer"), 303)

    @blueprint.get("/news")
    def news() -> BaseResponse:
        """The thread alone, for the page that looks again by itself; 304 while nothing came, 204 without a chat."""
        visit = visits.known()
        if visit is None:
            return Response(status=204)
        if not pages.within_rate(NEWS_RATE, "chat-news"):
            return Response(status=429)
        drawn = visits.draw_thread(visit)
        drawn.add_etag()
        drawn.headers["Cache-Control"] = "no-store"
        return drawn.make_conditional(request)

    @blueprint.post("/language")
    def change_language() -> BaseResponse:
        if _form_is_ours():
            pages.choose_language(request.form.get("language"))
            visits.speak_chosen_language()
        return redirect(url_for("chat.show"), 303)

    @blueprint.get("/leave")
    def leave() -> BaseResponse:
        if "_user_id" not in session:  # somebody signed in to the console stays signed in
            session.clear()
        response = redirect(LEAVE_TO, 303)
        response.delete_cookie(COOKIE, path="/chat")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return blueprint


class ChatVisits:
    """Browsers in a chat: their cookie, their thread, and saying something for them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._takeovers = Takeovers(services.database, services.clock)
        self._signer = URLSafeTimedSerializer(services.settings.puente_secret_key, salt=COOKIE)

    def known(self) -> str | None:
        """The visit id in this request's cookie, or None where it is missing, forged or too old."""
        try:
            return str(uuid.UUID(self._signer.loads(request.cookies.get(COOKIE, ""), max_age=_COOKIE_LIFE_SECONDS)))
        except (BadSignature, ValueError, AttributeError):
            return None

    def say(self, visit: str, body: str, sid: str) -> None:
        """One message into the conversation. The same `sid` from the same browser is answered once.

        Raises PuenteError as Conversation.receive does.
        """
        language = pages.browser_language()
        person = self._services.people.get_or_create("web", address_of(visit), language)
        self._services.conversation.receive(
            InboundMessage(channel="web", address=address_of(visit), body=body, provider_sid=provider_sid(visit, sid))
        )
        spoken = self._services.people.get(person.id).preferred_language
        if spoken != person.preferred_language:
            pages.choose_language(spoken)

    def speak_chosen_language(self) -> None:
        """Have the conversation follow the page when its language is switched."""
        visit = self.known()
        person = self._services.people.find("web", address_of(visit)) if visit else None
        if person:
            self._services.people.set_language(person.id, pages.browser_language(), chosen=True)

    def thread(self, visit: str) -> list[Turn]:
        """All of this browser's turns, oldest first."""
        person = self._services.people.find("web", address_of(visit))
        if person is None:
            return []
        history = self._services.messages.history(person.id)
        if any(one.direction == "outbound" and one.delivery_status is None for one in history):
            mark_seen(self._services.database, person.id)
        return [
            Turn(None, [message.body or ""], message.language, message.author_id is not None)
            if message.direction == "outbound"
            else Turn(message.body, message.replies, message.language)
            for message in history
        ]

    def held(self, visit: str) -> bool:
        """True while a CHW answers this browser instead of Puente."""
        person = self._services.people.find("web", address_of(visit))
        return person is not None and self._takeovers.standing(person.id) is not None

    def draw_thread(self, visit: str) -> Response:
        """The turns alone, as they stand on the page."""
        return pages.page("chat/_thread.html", turns=self.thread(visit), held=self.held(visit))

    def draw(self, visit: str, *, trouble: str = "", typed: str = "", status: int = 200) -> Response:
        """The chat page, with a fresh message id unless a message still waits to be sent again."""
        waiting = request.form.get("sid") if typed else None
        response = pages.page(
            "chat/chat.html",
            status=status,
            turns=self.thread(visit),
            held=self.held(visit),
            sid=waiting or str(uuid.uuid4()),
            trouble=trouble,
            typed=typed,
            longest=LONGEST,
        )
        if visit != self.known():  # only once: an answer still under way when somebody leaves may not bring it back
            response.set_cookie(
                COOKIE,
                self._signer.dumps(visit),
                path="/chat",
                httponly=True,
                samesite="Lax",
                secure=pages.secure_cookies(self._services),
            )
        response.headers["Referrer-Policy"] = "same-origin"
        return response


def _form_is_ours() -> bool:
    try:
        pages.protect_form()
    except CSRFError:
        return False
    return True


def address_of(visit: str) -> str:
    """The channel address of a browser."""
    return f"web:{visit}"


def provider_sid(visit: str, sid: str) -> str:
    """The message id of one sent form: tied to the browser, so nobody can ask for another's reply."""
    return f"web-{uuid.uuid5(uuid.UUID(visit), sid or str(uuid.uuid4()))}"
