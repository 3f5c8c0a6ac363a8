"""Delivery status moves forward only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.status import moves_forward

LIFE = ["accepted", "scheduled", "queued", "sending", "sent", "delivered", "read"]
FAILURES = ["undelivered", "failed", "canceled"]


@given(st.lists(st.sampled_from([*LIFE, *FAILURES, "unheard_of"]), max_size=12))
def test_in_any_order_of_arrival_nothing_goes_back(arrivals: list[str]) -> None:
    now: str | None = None
    seen: list[str] = []
    for reported in arrivals:
        if moves_forward(now, reported):
            now = reported
            seen.append(reported)

    assert "unheard_of" not in seen
    assert len(set(seen)) == len(seen)
    if failed := [status for status in seen if status in FAILURES]:
        assert seen[-1] == failed[0], "a failure is the end"
    else:
        assert seen == sorted(seen, key=LIFE.index)


def test_a_delivered_text_can_still_be_read_but_not_fail() -> None:
    assert moves_forward("delivered", "read")
    assert not moves_forward("delivered", "failed")
    assert not moves_forward("read", "delivered")
    assert moves_forward("sent", "undelivered")
    assert not moves_forward("sent", "sent")
