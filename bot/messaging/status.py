"""Delivery status: Twilio's order of a message's life, in which we only ever move forward.

Statuses as in Twilio's API (MessageStatus). Callbacks may arrive in any order.
"""

from __future__ import annotations

_RANK = {
    "accepted": 0,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "delivered": 5,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    "read": 6,
}
NOT_DELIVERED = frozenset({"undelivered", "failed", "canceled"})
"""Ends of a text that did not arrive."""
_FINAL = NOT_DELIVERED | {"delivered", "read"}


def is_final(status: str | None) -> bool:
    """True once a message has arrived or never will."""
    return status in _FINAL


def moves_forward(now: str | None, reported: str) -> bool:
    """True when `reported` is later in a message's life than `now`.

    A failure is final, a delivery can only become read, and a status we do not know never counts.
    """
    if reported not in _RANK:
        return False
    if now is None:
        return True
    if now in NOT_DELIVERED:
        return False
    return _RANK[reported] > _RANK.get(now, -1)
