"""A Twilio account that keeps texts and pictures, behind the part of its REST API that reads and deletes them.

Shapes follow Twilio's published OpenAPI description of api_v2010: lists in pages with `next_page_uri`,
RFC 2822 dates, `POST Body=` to redact, 204 on DELETE, 404 with code 20404 for what is not there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.local_json import answering

ACCOUNT = "AC" + "0" * 32
SERVICE = "MG" + "1" * 32
_MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
_LARGEST_PAGE = 3


@dataclass
class Text:
    sid: str
    sender: str
    to: str
    body: str
    direction: str
    sent: datetime
    service: str | None
    pictures: list[str] = field(default_factory=list)


@dataclass
class TwilioAccount:
    """`refuse`: an HTTP status and Twilio code for every change, while Twilio has trouble."""

    url: str = ""
    texts: dict[str, Text] = field(default_factory=dict)
    refuse: tuple[int, int] | None = None
    requests: list[tuple[str, str]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def add(
        self,
        sender: str,
        to: str,
        body: str,
        *,
        direction: str = "inbound",
        sent: datetime,
        service: str | None = SERVICE,
        pictures: int = 0,
    ) -> Text:
        sid = f"SM{next(self._numbers):032x}"
        text = Text(sid, sender, to, body, direction, sent, service, [f"ME{sid[2:]}-{n}" for n in range(pictures)])
        self.texts[sid] = text
        return text

    def everything(self) -> str:
        """All that a dump of the account would show."""
        return json.dumps([_shown(text) for text in self.texts.values()])

    def answer(self, method: str, target: str, form: dict[str, str]) -> tuple[int, object]:
        self.requests.append((method, target))
        path, query = urlsplit(target).path, {k: v[0] for k, v in parse_qs(urlsplit(target).query).items()}
        if method != "GET" and self.refuse:
            status, code = self.refuse
            return status, {"code": code, "message": "refused", "status": status}
        if path.endswith("/Calls.json"):
            return 200, {"calls": [], "next_page_uri": None, "page": 0, "page_size": 50}
        if path == f"{_MESSAGES}.json":
            return 200, self._listed(query)
        found = re.fullmatch(rf"{_MESSAGES}/(\w+)(?:/Media(?:/([\w-]+))?)?\.json", path)
        text = self.texts.get(found[1]) if found else None
        if found is None or text is None:
            return 404, {"code": 20404, "message": "not found", "status": 404}
        if found[2]:
            text.pictures.remove(found[2])
            return 204, None
        if path.endswith("/Media.json"):
            media = [{"sid": sid, "parent_sid": text.sid, "account_sid": ACCOUNT} for sid in text.pictures]
            return 200, {"media_list": media, "next_page_uri": None, "page": 0, "page_size": 50}
        if method == "DELETE":
            del self.texts[text.sid]
            return 204, None
        if method == "POST":
            text.body = form.get("Body", text.body)
        return 200, _shown(text)

    def _listed(self, query: dict[str, str]) -> dict[str, object]:
        after, before = (_moment(query.get(name)) for name in ("DateSent>", "DateSent<"))
        chosen = [
            text
            for text in self.texts.values()
            if query.get("From") in (None, text.sender)
            and query.get("To") in (None, text.to)
            and (after is None or text.sent >= after)
            and (before is None or text.sent <= before)
        ]
        # Pages by the last id seen, as Twilio's PageToken does: deleting while reading skips nothing.
        rest = [text for text in chosen if text.sid > query.get("PageToken", "")]
        page = rest[: min(_LARGEST_PAGE, int(query.get("PageSize", 50)))]
        more = len(rest) > len(page)
        following = f"{_MESSAGES}.json?{urlencode({**query, 'PageToken': page[-1].sid})}" if more else None
        return {"messages": [_shown(text) for text in page], "next_page_uri": following, "page": 0, "page_size": 3}


@contextmanager
def running_twilio_account() -> Iterator[TwilioAccount]:
    """The account on a loopback port of its own, at `url`."""
    account = TwilioAccount()

    with answering(account.answer) as account.url:
        yield account


def _shown(text: Text) -> dict[str, object]:
    return {
        "sid": text.sid, "account_sid": ACCOUNT, "from": text.sender, "to": text.to, "body": text.body,
        "direction": text.direction, "status": "received" if text.direction == "inbound" else "delivered",
        "messaging_service_sid": text.service, "num_media": str(len(text.pictures)), "num_segments": "1",
        "date_sent": format_datetime(text.sent), "date_created": format_datetime(text.sent),
        "date_updated": format_datetime(text.sent), "price": None, "price_unit": "USD", "error_code": None,
        "error_message": None, "api_version": "2010-04-01", "uri": f"{_MESSAGES}/{text.sid}.json", "subresource_uris": {},
    }  # fmt: skip


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
