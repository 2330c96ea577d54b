"""Twelve kinds of forged token at a running service: each is a 401, at every kind of route."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2 as httpx
import jwt
import pytest

from tests.server import SECRET, Person, Server

ROUTES = [
    ("GET", "/account"), ("GET", "/submissions"), ("POST", "/predict"), ("GET", "/users"), ("GET", "/audit/export"),
    ("DELETE", "/users/nobody@home.example"),
]  # fmt: skip


def claims_of(token: str) -> dict[str, Any]:
    """Read a token's claims without believing them."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed(token: str, *, key: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """Sign the claims of a token again, some of them changed."""
    return jwt.encode({**claims_of(token), **changes}, key, algorithm=algorithm)


def unsigned(token: str) -> str:
    """Write the claims of a token under the algorithm `none` (RFC 7519, 6)."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


def promoted(token: str) -> str:
    """Change the claims and keep the signature."""
    head, _, seal = token.split(".")
    claims = json.dumps({**claims_of(token), "sub": "00000000-0000-7000-8000-000000000000"}).encode()
    return f"{head}.{base64.urlsafe_b64encode(claims).rstrip(b'=').decode()}.{seal}"


def revoked(server: Server, token: str) -> str:
    """Take the token of a session that is over."""
    person = server.admin()
    person.post("/logout", expect=200)
    return str(person.token)


def of_a_deleted_account(server: Server, token: str) -> str:
    """Take the token of an account that is no more."""
    person = server.user(f"gone{time.monotonic_ns()}@home.example")
    server.admin().delete(f"/users/{person.email}", expect=200)
    return str(person.token)


def now() -> int:
    """Seconds since the epoch."""
    return int(time.time())


FORGERIES: dict[str, Callable[[Server, str], list[str]]] = {
    "alg none": lambda server, token: [unsigned(token)],
    "another key": lambda server, token: [signed(token, key="x" * 48)],
    "another algorithm": lambda server, token: [signed(token, algorithm="HS384")],
    "expired": lambda server, token: [signed(token, exp=now() - 1)],
    "not yet valid": lambda server, token: [signed(token, nbf=now() + 600)],
    "wrong type": lambda server, token: [signed(token, type="refresh")],
    "revoked": lambda server, token: [revoked(server, token)],
    "of a deleted account": lambda server, token: [of_a_deleted_account(server, token)],
    "another issuer": lambda server, token: [signed(token, iss="elsewhere")],
    "tampered": lambda server, token: [promoted(token)],
    "empty": lambda server, token: [""],
    "doubled header": lambda server, token: [token, token],
}


@pytest.fixture(scope="module")
def admin(server: Server) -> Iterator[Person]:
    """An administrator, for whom the true token opens every route below."""
    person = server.admin()
    person.get("/account", expect=200)
    person.get("/users", expect=200)
    yield person
    person.get("/users", expect=200)  # nothing of the tests ended the true session


def test_there_are_twelve_kinds() -> None:
    assert len(FORGERIES) == 12


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_token_that_is_forged_opens_nothing(server: Server, admin: Person, kind: str) -> None:
    tokens = FORGERIES[kind](server, str(admin.token))
    for method, path in ROUTES:
        headers = [("Authorization", f"Bearer {token}".strip()) for token in tokens]
        answer = httpx.request(method, f"{server.url}{path}", headers=headers)
        told = answer.json()
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code} {answer.text}"
        assert told["code"] == "not_signed_in"
        assert told["error"] == told["message"]
        assert told["request_id"] == answer.headers["X-Request-ID"]
