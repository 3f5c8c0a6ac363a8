"""Tasks, referrals and screenings as FHIR R4 resources (hl7.org/fhir/R4). Pure.

Nobody is named: a person is a pseudonym that each system has for itself, a CHW an account's id. No words,
numbers, notes or kinds of crisis leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cases.models import Case, Need, Referral, Task
from bot.cases.part2 import is_part2

Resource = dict[str, Any]

QUESTIONNAIRE = "needs"
_REQUEST_STATUS = {"offered": "draft", "made": "active", "reached": "completed"}
"""FHIR request-status; any other outcome revokes the referral."""


@dataclass(frozen=True)
class Writer:
    """`base`: the address our codes are named under. `subject` is the person's pseudonym for the reader."""

    base: str

    def task(self, row: Task, subject: str, needs: Collection[str]) -> Resource:
        """`needs`: those of the task that may leave."""
        resource: Resource = {
            "resourceType": "Task",
            "id": row.id,
            "meta": self._meta(row.updated_at, row.version),
            "identifier": [{"system": f"{self.base}/task-number", "value": str(row.number)}],
            "status": row.status,
            "intent": "order",
            "priority": row.priority,
            "code": self._code("task-kind", row.kind),
            "for": self._subject(subject),
            "authoredOn": _instant(row.created_at),
            "lastModified": _instant(row.updated_at),
        }
        if row.status_reason:
            resource["statusReason"] = self._code("task-status-reason", row.status_reason)
        if row.disposition:
            resource["businessStatus"] = self._code("task-disposition", row.disposition)
        if row.assignee_id:
            resource["owner"] = {"type": "Practitioner", "identifier": {"system": f"{self.base}/account",
                                                                        "value": row.assignee_id}}  # fmt: skip
        if needs:
            resource["reasonCode"] = {"coding": [self._coding("need", need) for need in needs]}
        if row.window_start and row.window_end:
            window = {"start": _instant(row.window_start), "end": _instant(row.window_end)}
            resource["restriction"] = {"period": window}
        if row.attempts:
            resource["output"] = [self._attempt(attempt.outcome) for attempt in row.attempts]
        return resource

    def service_request(self, row: Referral, subject: str, updated: datetime) -> Resource:
        resource: Resource = {
            "resourceType": "ServiceRequest",
            "id": row.id,
            "meta": self._meta(updated),
            "status": "active" if row.status == "offered" and row.chosen_at else
                      _REQUEST_STATUS.get(row.status, "revoked"),
            "intent": "order" if row.made_at else "proposal",
            "code": self._code("need", row.need_code),
            "subject": self._subject(subject),
            "authoredOn": _instant(row.made_at or row.offered_at),
            "performer": [{"type": "HealthcareService", "identifier": {"system": f"{self.base}/service-at-location",
                                                                       "value": row.service_at_location_id}}],
        }  # fmt: skip
        if row.outcome_at:
            resource["extension"] = [
                {"url": f"{self.base}/referral-outcome", "valueCodeableConcept": self._code("outcome", row.status)}
            ]
        return resource

    def questionnaire_response(
        self, case: Case, needs: Iterable[Need], subject: str, spa: int | None, updated: datetime
    ) -> Resource:
        """What the person was found to need; `needs`: those that may leave."""
        items: list[Resource] = []
        for need in needs:
            urgent = {"linkId": f"need-{need.code}-urgent", "answer": [{"valueBoolean": need.urgent}]}
            stated = {"valueCoding": self._coding("need", need.code), "item": [urgent]}
            items.append({"linkId": f"need-{need.code}", "answer": [stated]})
        if spa is not None:
            items.append({"linkId": "spa", "answer": [{"valueInteger": spa}]})
        resource: Resource = {
            "resourceType": "QuestionnaireResponse",
            "id": case.id,
            "meta": self._meta(updated),
            "questionnaire": f"{self.base}/Questionnaire/{QUESTIONNAIRE}",
            "status": "completed" if items else "in-progress",
            "subject": self._subject(subject),
            "authored": _instant(case.opened_at),
        }
        if items:
            resource["item"] = items
        return resource

    def _attempt(self, outcome: str) -> Resource:
        return {"type": self._code("task-output", "attempt"),
                "valueCodeableConcept": self._code("attempt-outcome", outcome)}  # fmt: skip

    def _subject(self, pseudonym: str) -> Resource:
        return {"type": "Patient", "identifier": {"system": f"{self.base}/person", "value": pseudonym}}

    def _code(self, system: str, code: str) -> Resource:
        return {"coding": [self._coding(system, code)]}

    def _coding(self, system: str, code: str) -> Resource:
        return {"system": f"{self.base}/{system}", "code": code}

    @staticmethod
    def _meta(updated: datetime, version: int | None = None) -> Resource:
        meta: Resource = {"lastUpdated": _instant(updated)}
        return meta | {"versionId": str(version)} if version is not None else meta


def leaving(codes: Iterable[str], part2_may_leave: bool) -> list[str]:
    """The need codes that may be told outside."""
    return [code for code in codes if part2_may_leave or not is_part2([code])]


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
