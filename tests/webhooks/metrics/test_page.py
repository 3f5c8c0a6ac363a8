"""The page of figures: how the period went at a glance, every section, and what each role may see."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.i18n import render
from bot.metrics.measures import MEASURES
from tests.webhooks.metrics.conftest import County
from tests.webhooks.pages_app import Browser
from webhooks.metrics.page import Reader
from webhooks.pages import DOMAIN


def cells(page: str, table: str, row: str) -> list[str]:
    """What stands in a row of a table, beside its name."""
    found = page.split(f'<table aria-labelledby="{table}-title"')[1].split("</table>")[0]
    line = next(each for each in found.split("<tr")[1:] if re.search(rf'<th scope="row">{re.escape(row)}\b', each))
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", line, re.S)]


def good_week(county: County) -> None:
    for weeks_ago, scale in ((2, 1), (1, 2)):
        county.people(400 * scale, 220 * scale, weeks_ago)
        for language, part in (("en", 60 * scale), ("es", 40 * scale)):
            county.count("new_people", 5 * part, weeks_ago=weeks_ago, language=language, channel="sms", spa=6)
            county.count("people_offered", 4 * part, weeks_ago=weeks_ago, language=language, channel="sms", spa=6,
                         detail="up_to_5")  # fmt: skip
            county.count("services_offered", 9 * part, weeks_ago=weeks_ago, language=language, channel="sms", spa=6,
                         need="food")  # fmt: skip
            county.count("needs_found", 5 * part, weeks_ago=weeks_ago, language=language, channel="sms", spa=6,
                         need="food")  # fmt: skip
            county.count("needs_unmet", part, weeks_ago=weeks_ago, language=language, channel="sms", spa=6,
                         need="food", detail="hours")  # fmt: skip
        county.count("callbacks_attempted", 60 * scale, weeks_ago=weeks_ago, language="en", channel="sms", spa=6)
        county.count(
            "call_promises", 43 * scale, weeks_ago=weeks_ago, language="en", channel="sms", spa=6, detail="kept"
        )
        county.count(
            "call_promises", 17 * scale, weeks_ago=weeks_ago, language="en", channel="sms", spa=6, detail="missed"
        )


def test_the_headline_says_in_words_how_the_week_went(county: County) -> None:
    good_week(county)

    page = county.signed_in().page

    assert (
        "Nov 16\u2009–\u200922, 2026: 1,240 people texted; 8 in 10 new people were sent a service; "
        "72% of promised calls were made in time." in page
    )
    assert "▲ up 100%" in page and "against Nov 9\u2009–\u200915, 2026" in page


def test_the_steps_stand_with_their_shares_and_the_week_before(county: County) -> None:
    good_week(county)

    page = county.signed_in().page

    assert cells(page, "funnel", "New people") == ["1,000", "81%", "500"]
    assert cells(page, "call_promises", "Kept") == ["86", "72%", "43"]


def test_times_are_told_as_medians(county: County) -> None:
    good_week(county)

    assert cells(county.signed_in().page, "times", "First text to a service")[0] == "3.5 min"


def test_every_section_is_there_and_says_so_where_nothing_is_counted(county: County) -> None:
    county.people(40, 30)

    page = county.signed_in().page

    for name in ("funnel", "times", "promise", "unmet", "parity", "crises", "texts", "listings", "targets"):
        assert f'<section class="card figures" id="{name}"' in page


def test_the_map_shows_each_area_and_what_is_withheld_by_words(county: County) -> None:
    for spa, stated, unmet in ((1, 400, 150), (2, 300, 15), (6, 300, 0), (8, 400, 4), (3, 500, 60)):
        county.count("needs_found", stated, weeks_ago=5, language="en", channel="sms", spa=spa, need="food")
        county.count(
            "needs_unmet", unmet, weeks_ago=5, language="en", channel="sms", spa=spa, need="food", detail="hours"
        )

    page = county.signed_in().get("/metrics/?kind=month&period=2026-10")
    tiles = dict(re.findall(r'tile-name">(SPA \d)</text>.*?tile-figure">([^<]+)<', page, re.S))

    assert len(tiles) == 8
    assert tiles["SPA 6"] == "0%" and tiles["SPA 8"] == "withheld"
    assert 'class="tile hidden-tile"' in page


def test_a_week_has_no_map_and_says_why(county: County) -> None:
    good_week(county)

    page = county.signed_in().page

    assert "tile-name" not in page and "groups too small to show" in page


def test_language_parity_is_told_with_difference_and_interval(county: County) -> None:
    for language, new, offered in (("en", 1000, 900), ("es", 1000, 600)):
        county.count("conversations", new, language=language, channel="sms")
        county.count("new_people", new, language=language, channel="sms")
        county.count("screening_started", offered, language=language, channel="sms")

    page = county.signed_in().page

    told = cells(page, "parity", "Screening started")
    assert told[:2] == ["90%", "60%"] and told[2].startswith("−30.0 points (−3")
    assert "worse in Spanish" in page


def test_targets_are_told_beyond_a_hundred_percent(county: County) -> None:
    county.people(40, 30)

    page = county.signed_in().page

    assert cells(page, "targets-table", "Housing")[:3] == ["2,058", "1,000", "205.8%"]
    assert "Whether people are arrested again is not guessed from texts" in page


def test_filters_narrow_the_figures_and_say_what_is_not_counted_so(county: County) -> None:
    good_week(county)
    browser = county.signed_in()

    page = browser.get("/metrics/?language=es")

    assert cells(page, "funnel", "New people") == ["400", "91%", "200"]
    assert "Spanish" in page.split('class="tags chosen"')[1].split("</ul>")[0]
    assert 'id="listings"' not in page and re.search(r"Not counted by these filters: [^.]*Listings", page)


def test_a_filter_by_need_makes_the_headline_one_of_needs(county: County) -> None:
    for weeks_ago in range(8, 22):
        county.count("needs_found", 400, weeks_ago=weeks_ago, language="en", channel="sms", spa=6, need="food")
        county.count(
            "needs_unmet", 100, weeks_ago=weeks_ago, language="en", channel="sms", spa=6, need="food", detail="hours"
        )

    page = county.signed_in().get("/metrics/?kind=quarter&period=2026-Q3&need=food")

    assert "3rd quarter 2026: 5,200 needs were stated; nothing suited 25% of them." in page


def test_closed_filters_say_why(county: County) -> None:
    county.people(40, 30)

    page = county.signed_in().page

    assert "A week is not split by area, need or channel: the groups would be too small." in page
    assert re.search(r'<select id="spa"[^>]* disabled', page)
    assert not re.search(r'<select id="language"[^>]* disabled', page)


def test_periods_lead_to_the_ones_around_them(county: County) -> None:
    for weeks_ago in (1, 2, 3):
        county.people(40, 30, weeks_ago)
    browser = county.signed_in()

    page = browser.get("/metrics/?kind=week&period=2026-W46")

    assert "period=2026-W45" in page and "period=2026-W47" in page and "Nov 9\u2009–\u200915" in page


def test_the_page_stands_before_anybody_has_written(county: County) -> None:
    for kind in ("week", "month", "quarter", "year"):
        browser = county.signed_in()
        page = browser.get(f"/metrics/?kind={kind}")
        said = "No week is over yet." if kind == "week" else "No period of this length is over yet."
        assert browser.status == 200 and said in page


def test_the_page_speaks_spanish_too(county: County) -> None:
    good_week(county)
    browser = county.signed_in()

    page = browser.submit("/console/language")

    assert "escribieron 1,240 personas; 8 de cada 10 personas nuevas recibieron un servicio" in page
    assert "▲ subió 100%" in page


def test_only_staff_see_figures(county: County) -> None:
    county.people(40, 30)
    worker = county.signed_in("rosa")
    nobody = Browser(county.app.test_client(), county.clock)

    for address in ("/metrics/", "/metrics/tables", "/metrics/dictionary", "/metrics/export/figures.csv",
                    "/metrics/export/figures.csv-metadata.json"):  # fmt: skip
        worker.get(address)
        assert worker.status == 403, address
        assert "/console/login" in nobody.get(address) or "Sign in" in nobody.page, address


def test_every_measure_is_explained(county: County) -> None:
    page = county.signed_in().get("/metrics/dictionary")

    for measure in MEASURES:
        assert f"<code>{measure}</code>" in page
        assert render(f"measure.{measure}", "en", DOMAIN) in page


def test_the_whole_tables_show_every_period_newest_first(county: County) -> None:
    county.people(20, 15, weeks_ago=1)
    county.people(30, 25, weeks_ago=2)
    browser = county.signed_in()

    page = browser.get("/metrics/tables")

    assert cells(page, "conversations", "Nov 16") == ["35", "20", "15"]
    assert page.index("Nov 16") < page.index("Nov 9")


def test_no_trace_of_a_person_is_on_the_page(county: County) -> None:
    person = county.services.people.get_or_create("sms", "+12130100000", "en")
    text = county.services.messages.record_inbound(person.id, "sms", "SM1", "soy Guadalupe")
    county.services.messages.record_reply(text.message_id, ["Hello"], "dialogue", "answered", "en")
    county.people(40, 30)

    page = county.signed_in().page

    assert person.id not in page and person.pseudonym not in page and "Guadalupe" not in page and "2130100" not in page


def test_what_is_read_for_the_page_is_all_that_it_shows_and_a_kept_page_is_the_same(county: County) -> None:
    for weeks_ago in range(1, 8):
        county.people(60 * weeks_ago, 40 + weeks_ago, weeks_ago)
        county.count("call_promises", 30 + weeks_ago, weeks_ago=weeks_ago, language="en", detail="kept")
        county.count("deliveries", 90 + weeks_ago, weeks_ago=weeks_ago, language="es", detail="delivered")
    county.publish()
    reader = Reader(county.services.database, county.clock)

    for query in ({}, {"language": ["es"]}, {"kind": ["month"]}, {"kind": ["month"], "spa": ["6"]}):
        selection = reader.select(query)
        whole = reader.glance(selection, reader.report(selection), "es")
        assert reader.page(selection, "es") == whole, query
        assert reader.page(selection, "es") == whole, "asked again"


def test_a_kept_page_gives_way_when_another_week_is_published(county: County) -> None:
    county.people(100, 40, weeks_ago=2)
    county.people(300, 40)
    reader = Reader(county.services.database, county.clock)
    county.clock.instant -= timedelta(weeks=1)
    county.publish()
    assert "140 people" in reader.page(reader.select({}), "en").headline
    county.clock.instant += timedelta(weeks=1)
    county.publish()
    assert "340 people" in reader.page(reader.select({}), "en").headline


def test_who_texts_in_two_weeks_of_a_month_is_not_called_two_people(county: County) -> None:
    for weeks_ago in (4, 5, 6, 7):
        county.people(100, 40, weeks_ago)
    browser = county.signed_in()

    page = browser.get("/metrics/?kind=month")

    assert "560 conversations" in page
    assert "people texted" not in page


def test_who_was_connected_is_told_by_area_for_the_newest_month_where_weeks_are_not_split(county: County) -> None:
    for weeks_ago in (1, 4, 5, 6, 7):
        county.count("connections", 50, weeks_ago=weeks_ago, language="en", channel="sms", spa=6, detail="housing")
        county.people(100, 40, weeks_ago)

    page = county.signed_in().page

    assert "People connected by area, October 2026" in page
    area = page.split("People connected by area, October 2026")[1].split("SPA 6")[1].split("</tr>")[0]
    assert ">200<" in area
