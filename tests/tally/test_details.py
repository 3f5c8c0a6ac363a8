"""Closed lists and bins: everything falls into exactly one of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.tally import details


@pytest.mark.parametrize(
    ("seconds", "label"), [(-3, "up_to_1"), (0, "up_to_1"), (1, "up_to_1"), (1.01, "up_to_2"), (60, "up_to_60"), (61, "over_60")]
)  # fmt: skip
def test_a_time_falls_into_the_first_bin_that_holds_it(seconds: float, label: str) -> None:
    assert details.REPLY.label(timedelta(seconds=seconds)) == label


def test_what_a_text_was_is_told_by_its_route_or_its_cause() -> None:
    assert details.kind_of_reply("dialogue") == "answer"
    assert details.kind_of_reply("fallback_menu") == "menu"
    assert details.kind_of_reply("consent") == "consent"
    assert details.kind_of_reply("something new") == details.kind_of_reply(None) == "other"
    assert details.kind_of_begun("call:123:soon:1790000000") == "call_reminder"
    assert details.kind_of_begun("call:123:missed:1790000000") == "call_news"
    assert details.kind_of_begun("follow_up:1") == "follow_up"
    assert details.kind_of_begun("call") == "call_news"
    assert details.kind_of_begun("") == "other"


def test_how_a_delivery_ended_is_told_by_the_carriers_code() -> None:
    assert details.carrier_outcome("delivered", None) == details.carrier_outcome("read", None) == "delivered"
    assert details.carrier_outcome("undelivered", "30003") == "unreachable"
    assert details.carrier_outcome("undelivered", "30007") == "filtered"
    assert details.carrier_outcome("failed", "99999") == "other"


def test_no_name_of_a_detail_is_too_long_for_its_column() -> None:
    lists = (
        details.ANSWERED, details.MESSAGE_KINDS, details.CARRIER_OUTCOMES, details.SEGMENT_KINDS, details.CRISES,
        details.UNMET, details.PROMISES, details.REPLY.labels, details.REFERRAL.labels, details.CONTACT.labels,
        details.HIDING.labels,
    )  # fmt: skip
    assert all(len(name) <= 24 for names in lists for name in names)
