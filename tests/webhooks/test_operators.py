"""Operators see how Puente does, from outside with a token only, and never whom it talks with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import FixedClock
from bot.conversation import InboundMessage
from bot.heartbeat import AUDIT, PURGE, beat
from bot.messaging.outbox import enqueue_typed
from bot.settings import PROJECT_ROOT
from tests.canaries import found_in
from tests.webhooks.conftest import Site
from tests.webhooks.test_canaries_at_rest import CANARIES
from webhooks.app import create_app
from webhooks.operators import expose

MONITORING = PROJECT_ROOT / "deploy" / "monitoring"
TOKEN = "a token of twenty letters"


def samples(site: Site) -> dict[str, float]:
    """Every sample by its name and labels."""
    found = {}
    for family in text_string_to_metric_families(expose(site.services).decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def busy(site: Site) -> None:
    """A little of everything, by people whose words must not come out."""
    site.sms("hi im zorbulax, need food", phone="+13235557391")
    site.sms("i will kill myself zorbulax", phone="+13235557391")
    site.services.conversation.receive(InboundMessage("web", "web:canary-browser-zorb", "quimbarote", "w1"))
    site.client.post("/twilio/sms", data={"Body": "zorbulax"})
    site.rasa.answer = lambda _: httpx.Response(503)
    site.sms("hola tengo hambre notawordzz", phone="+525512347391")
    person = site.services.people.find("sms", "+13235557391")
    assert person is not None
    with site.services.database.write() as db_session:
        enqueue_typed(
            db_session, site.services.vault, site.services.clock, person_id=person.id, body="hola Zalandriel",
            dedupe_key="call:Zalandriel",
        )  # fmt: skip
    for name in ("worker", PURGE, AUDIT):
        beat(site.services.database, site.services.clock, name)
    site.clock.instant += timedelta(seconds=90)


def test_what_happened_is_counted_by_kind(site: Site) -> None:
    busy(site)
    told = samples(site)
    assert told["puente_turns_total{channel=sms,language=en,outcome=dialogue}"] == 1
    assert told["puente_turns_total{channel=sms,language=es,outcome=fallback_menu}"] == 1
    assert told["puente_crises_total"] == 1
    assert not [name for name in told if "crisis" in name], "of a crisis neither language nor channel"
    assert told["puente_turn_seconds_count{channel=sms}"] == 3
    assert told["puente_rasa_seconds_count{call=turn}"] == 3
    assert told["puente_rasa_failures_total{code=down}"] == 1
    assert told["puente_webhooks_refused_total{code=signature}"] == 1
    assert told["puente_requests_total{status=4xx,surface=twilio}"] == 1
    assert told["puente_outbox_due{kind=call}"] == 1
    assert told["puente_outbox_oldest_seconds"] == 90
    assert told["puente_silent_seconds{what=worker}"] == 90
    assert told["puente_database_up"] == 1
    assert told["puente_texts_allowed"] == 1


def test_no_meter_and_no_log_line_carries_anything_of_anybody(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    busy(site)
    logged = capsys.readouterr()
    assert "turn.answered" in logged.err
    person = site.services.people.find("sms", "+13235557391")
    assert person is not None
    for told in (expose(site.services), (logged.err + logged.out).encode()):
        assert found_in(told, [*CANARIES, person.id, person.pseudonym]) == []


def test_labels_take_few_values(site: Site) -> None:
    for number in range(40):
        site.sms(f"text {number}", phone=f"+132355501{number:02d}")
        site.client.get(f"/nowhere/{number}")
        site.client.get(f"/console/tasks/{number}")
    busy(site)
    assert len(samples(site)) < 120


def scrape(site: Site, token: str | None, address: str, **changes: Any) -> int:
    settings = site.settings.model_copy(update=changes)
    app = create_app(settings, replace(site.services, settings=settings))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = app.test_client()
    return client.get("/prometheus", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code


def test_only_operators_read_them(sqlite_site: Site) -> None:
    site = sqlite_site
    assert scrape(site, None, "127.0.0.1") == 200
    assert scrape(site, None, "10.0.0.7") == 403
    assert scrape(site, TOKEN, "10.0.0.7", puente_ops_token=TOKEN) == 200
    assert scrape(site, "wrong", "127.0.0.1", puente_ops_token=TOKEN) == 403
    assert scrape(site, None, "127.0.0.1", puente_ops_token=TOKEN) == 403
    assert scrape(site, None, "127.0.0.1", puente_env="production") == 403
    assert scrape(site, "", "127.0.0.1", puente_env="production") == 403


def test_while_the_database_is_down_they_say_so(sqlite_site: Site, tmp_path: Path) -> None:
    sqlite_site.services.database.dispose()
    with sqlite_site.services.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outbox_message")
    assert samples(sqlite_site)["puente_database_up"] == 0


def named_metrics() -> Iterator[tuple[str, str]]:
    """(where, metric) of every metric that the dashboard or a rule names."""
    dashboard = json.loads((MONITORING / "grafana-dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            for name in re.findall(r"puente_\w+", target["expr"]):
                yield panel["title"], name
    for rule in alerts():
        for name in re.findall(r"puente_\w+", rule["expr"]):
            yield rule["alert"], name


def alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def test_every_metric_that_dashboard_and_alerts_name_is_there(site: Site) -> None:
    busy(site)
    site.services.meters.outbox_closed.labels("call", "sent").inc()
    there = {name.partition("{")[0] for name in samples(site)}
    there |= {"puente_database_connections_used", "puente_database_connections_kept"}
    assert [pair for pair in named_metrics() if pair[1] not in there] == []


def test_every_label_that_they_name_is_one_of_its_metric(site: Site) -> None:
    busy(site)
    site.services.meters.outbox_closed.labels("call", "failed").inc()
    told = samples(site)
    for rule in alerts():
        for name, label in re.findall(r"(puente_\w+)\{(\w+)=", rule["expr"]):
            assert any(one.startswith(f"{name}{{") and f"{label}=" in one for one in told), rule["alert"]


def test_the_files_are_whole() -> None:
    dashboard = json.loads((MONITORING / "grafana-dashboard.json").read_text())
    assert {"title", "panels", "templating", "schemaVersion", "uid"} <= set(dashboard)
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in dashboard["panels"])
    for rule in alerts():
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "first"}
        assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
        promql_parser.parse(rule["expr"])
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            promql_parser.parse(target["expr"].replace("$__rate_interval", "5m"))
    assert len({rule["alert"] for rule in alerts()}) == len(alerts())


COUNT_IN_A_PROCESS = """
import sys
from bot.meters import Meters
meters = Meters()
meters.turn("sms", "en", "dialogue", 0.2)
meters.outbox_closed.labels("call", "sent").inc()
"""
TELL = """
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
gathered = CollectorRegistry()
MultiProcessCollector(gathered)
print(generate_latest(gathered).decode())
"""


def test_whichever_process_is_asked_tells_of_all(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(3):
        subprocess.run([sys.executable, "-c", COUNT_IN_A_PROCESS], env=environment, cwd=PROJECT_ROOT, check=True)
    told = subprocess.run(
        [sys.executable, "-c", TELL], env=environment, cwd=PROJECT_ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert 'puente_turns_total{channel="sms",language="en",outcome="dialogue"} 3.0' in told
    assert 'puente_outbox_closed_total{kind="call",state="sent"} 3.0' in told


def test_health_tells_of_the_worker_and_goes_on_without_it(sqlite_site: Site, clock: FixedClock) -> None:
    site = sqlite_site
    site.rasa.answer = lambda _: httpx.Response(
        200, json={"readings": [{"intent": "greet", "confidence": 1.0, "needs": [], "urgent": False}]}
    )
    assert site.client.get("/health/worker").status_code == 503
    assert site.client.get("/health/ready").json == {"status": "ok", "database": True, "rasa": True, "worker": False}
    beat(site.services.database, clock)
    assert site.client.get("/health/worker").status_code == 200
    assert site.client.get("/health/ready").json["worker"] is True  # type: ignore[index]
    clock.instant += timedelta(minutes=6)
    assert site.client.get("/health/worker").status_code == 503
    assert site.client.get("/health/ready").status_code == 200
