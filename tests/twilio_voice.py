"""A Twilio account that makes calls: it rings, asks our webhooks what to say, dials, and reports, as Twilio does.

Shapes follow Twilio's published OpenAPI description of api_v2010 (Calls) and its TwiML documents. Nothing happens by
itself: a test says what each phone does, and in which order the reports come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from tests.local_json import answering

ACCOUNT = "AC" + "0" * 32
COUNTY = "+12135550199"
_CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls"

Post = Callable[[str, dict[str, str]], Any]
"""Sends a signed form to a path of ours; the answer has `status_code` and `text`."""


@dataclass
class Call:
    """One leg. `form`: what was asked for it, as Twilio names it."""

    sid: str
    to: str
    sender: str
    form: dict[str, str]
    parent: str | None = None
    status: str = "queued"
    seconds: int | None = None
    answered_by: str | None = None

    @property
    def resource(self) -> dict[str, object]:
        return {
            "sid": self.sid, "account_sid": ACCOUNT, "to": self.to, "from": self.sender, "status": self.status,
            "parent_call_sid": self.parent, "direction": "outbound-dial" if self.parent else "outbound-api",
            "duration": None if self.seconds is None else str(self.seconds), "answered_by": self.answered_by,
            "api_version": "2010-04-01", "uri": f"{_CALLS}/{self.sid}.json", "subresource_uris": {},
        }  # fmt: skip


@dataclass
class VoiceAccount:
    """`refuse`: an HTTP status and Twilio code for every change. `post`: how webhooks reach the application."""

    url: str = ""
    post: Post | None = None
    calls: dict[str, Call] = field(default_factory=dict)
    refuse: tuple[int, int] | None = None
    deleted: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def answer(self, method: str, target: str, form: dict[str, str]) -> tuple[int, object]:
        path, query = urlsplit(target).path, {k: v[0] for k, v in parse_qs(urlsplit(target).query).items()}
        if path.endswith("/Messages.json"):
            return 200, {"messages": [], "next_page_uri": None, "page": 0, "page_size": 50}
        if method != "GET" and self.refuse:
            status, code = self.refuse
            return status, {"code": code, "message": "refused", "status": status}
        if path == f"{_CALLS}.json":
            if method == "POST":
                return 201, self._add(form["To"], form["From"], form).resource
            chosen = [
                call.resource
                for call in self.calls.values()
                if query.get("ParentCallSid") in (None, call.parent)
                and query.get("To") in (None, call.to)
                and query.get("From") in (None, call.sender)
            ]
            return 200, {"calls": chosen, "next_page_uri": None, "page": 0, "page_size": 50}
        found = re.fullmatch(rf"{_CALLS}/(\w+)\.json", path)
        call = self.calls.get(found[1]) if found else None
        if call is None:
            return 404, {"code": 20404, "message": "not found", "status": 404}
        if method == "DELETE":
            self.deleted.append(self.calls.pop(call.sid).sid)
            return 204, None
        if method == "POST":
            if call.status == "completed":
                return 400, {"code": 21220, "message": "not in progress", "status": 400}
            call.status = form.get("Status", call.status)
        return 200, call.resource

    def _add(self, to: str, sender: str, form: dict[str, str], parent: str | None = None) -> Call:
        sid = f"CA{next(self._numbers):032x}"
        self.calls[sid] = Call(sid, to, sender, form, parent)
        return self.calls[sid]

    @property
    def last(self) -> Bridge:
        """The call that was asked for last."""
        return Bridge(self, [call for call in self.calls.values() if call.parent is None][-1])

    def send(self, address: str, call: Call, **values: str) -> Any:
        """One signed webhook about a leg, as Twilio sends it."""
        assert self.post is not None
        form = {
            "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallSid": call.sid, "CallStatus": call.status,
            "Direction": "outbound-dial" if call.parent else "outbound-api", "From": call.sender, "To": call.to,
            "Caller": call.sender, "Called": call.to,
            **({"ParentCallSid": call.parent} if call.parent else {}), **values,
        }  # fmt: skip
        parts = urlsplit(address)
        return self.post(f"{parts.path}?{parts.query}" if parts.query else parts.path, form)


@dataclass
class Bridge:
    """What happens on the two phones of one call."""

    account: VoiceAccount
    staff: Call
    person: Call | None = None
    twiml: ElementTree.Element | None = None

    def staff_answers(self) -> str:
        """The CHW, or their voicemail, picks up; what is said there."""
        self.staff.status = "in-progress"
        answer = self.account.send(self.staff.form["Url"], self.staff)
        assert answer.status_code == 200, answer.text
        self.twiml = ElementTree.fromstring(answer.text)
        return said(self.twiml)

    def presses(self, digits: str = "1") -> str:
        """A key on the CHW's phone; what is said then. The person's phone begins to ring where that is asked for."""
        assert self.twiml is not None
        gather = self.twiml.find("Gather")
        assert gather is not None, "nothing is waiting for a key"
        answer = self.account.send(gather.attrib["action"], self.staff, Digits=digits)
        assert answer.status_code == 200, answer.text
        self.twiml = ElementTree.fromstring(answer.text)
        number = self.twiml.find("Dial/Number")
        dial = self.twiml.find("Dial")
        if number is not None and dial is not None and self.person is None:
            form = {**dial.attrib, **number.attrib}
            self.person = self.account._add(number.text or "", dial.attrib["callerId"], form, self.staff.sid)
        return said(self.twiml)

    def reports(self, status: str, seconds: int | None = None) -> Any:
        """A status callback about the person's leg."""
        assert self.person is not None
        self.person.status = status
        self.person.seconds = seconds if seconds is not None else self.person.seconds
        duration = {} if seconds is None else {"CallDuration": str(seconds)}
        return self.account.send(self.person.form["statusCallback"], self.person, **duration)

    def is_heard_as(self, answered_by: str) -> Any:
        """The verdict of the machine detection."""
        assert self.person is not None
        self.person.answered_by = answered_by
        return self.account.send(self.person.form["amdStatusCallback"], self.person, AnsweredBy=answered_by)

    def dialling_ends(self, status: str, seconds: int | None = None) -> str:
        """The request at the end of <Dial>; what the CHW is told."""
        assert self.person is not None
        duration = {} if seconds is None else {"DialCallDuration": str(seconds)}
        answer = self.account.send(
            self.person.form["action"], self.staff, DialCallStatus=status, DialCallSid=self.person.sid, **duration
        )
        assert answer.status_code == 200, answer.text
        return said(ElementTree.fromstring(answer.text))

    def staff_leg(self, status: str) -> Any:
        """A status callback about the CHW's leg."""
        self.staff.status = status
        return self.account.send(self.staff.form["StatusCallback"], self.staff)


def said(twiml: ElementTree.Element) -> str:
    """Every word that is spoken."""
    return " ".join(each.text or "" for each in twiml.iter("Say"))


@contextmanager
def running_voice_account() -> Iterator[VoiceAccount]:
    """The account on a loopback port of its own, at `url`."""
    account = VoiceAccount()
    with answering(account.answer) as account.url:
        yield account
