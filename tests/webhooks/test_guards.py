"""Only what Twilio signed, and only what carries our token, gets in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from twilio.request_validator import RequestValidator

from webhooks.guards import TWILIO_PARAMETER_LIMIT, bearer_token, guarded, twilio_signature

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "request_validator_vectors.json").read_text())
FORM_VECTORS = [vector for vector in VECTORS["vectors"] if not isinstance(vector["params"], str)]


def app_with(guard: Any) -> Flask:
    routes = Blueprint("guarded", __name__)

    @routes.post("/myapp.php")
    def accepted() -> str:
        return "in"

    app = Flask(__name__)
    app.register_blueprint(guarded(routes, guard))
    return app


def post(url: str, parameters: Any, signature: str) -> int:
    origin, _, query = url.partition("/myapp.php")
    guard = twilio_signature(VECTORS["auth_token"], origin)
    pairs = list(parameters.items()) if isinstance(parameters, dict) else parameters
    multi: dict[str, list[str]] = {}
    for name, value in pairs:
        multi.setdefault(name, []).append(value)
    headers = {"X-Twilio-Signature": signature} if signature else {}
    return app_with(guard).test_client().post(f"/myapp.php{query}", data=multi, headers=headers).status_code


@pytest.mark.parametrize("vector", FORM_VECTORS, ids=lambda vector: vector["name"])
def test_twilios_own_signature_vectors_pass(vector: dict[str, Any]) -> None:
    assert post(vector["url"], vector["params"], vector["signature"]) == 200


@pytest.mark.parametrize("vector", FORM_VECTORS, ids=lambda vector: vector["name"])
def test_the_same_requests_changed_are_refused(vector: dict[str, Any]) -> None:
    pairs = list(vector["params"].items()) if isinstance(vector["params"], dict) else vector["params"]
    assert post(vector["url"], [*pairs, ["Body", "more"]], vector["signature"]) == 403
    assert post(vector["url"], vector["params"], "") == 403
    assert post(vector["url"], vector["params"], "bm90IGEgc2lnbmF0dXJl") == 403
    assert post(vector["url"] + "x", vector["params"], vector["signature"]) == 403


def test_the_json_body_vector_is_reproduced_by_the_library_we_use() -> None:
    (vector,) = [one for one in VECTORS["vectors"] if isinstance(one["params"], str)]
    validator = RequestValidator(VECTORS["auth_token"])
    assert validator.validate(vector["url"], vector["params"], vector["signature"])


def test_thousands_of_parameters_are_refused_before_the_signature_is_computed() -> None:
    many = {f"p{number}": "x" for number in range(TWILIO_PARAMETER_LIMIT + 1)}
    assert post("https://mycompany.com/myapp.php", many, "anything") == 413


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer right", 200),
        ("Bearer wrong", 403),
        ("bearer right", 403),
        ("right", 403),
        ("", 403),
        ("Bearer rightñ", 403),
    ],
)
def test_our_own_token_must_be_exact(header: str, status: int) -> None:
    client = app_with(bearer_token("right")).test_client()
    assert client.post("/myapp.php", headers={"Authorization": header.encode().decode("latin-1")}).status_code == status
