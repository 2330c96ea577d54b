"""Somebody who talks to the service."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "a password that is long enough"


class Person:
    """Somebody with a client and, once signed in, a token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token: str | None = None
        self.email = ""

    def sign_in(self, email: str, password: str = PASSWORD) -> "Person":
        """Sign in and keep the token."""
        answer = self.post("/login", json={"email": email, "password": password}, expect=200)
        self.token, self.email = answer.json["access_token"], email
        return self

    def register(self, email: str, *, name: str = "Ada", password: str = PASSWORD) -> "Person":
        """Register and keep the token."""
        answer = self.post("/register", json={"name": name, "email": email, "password": password}, expect=201)
        self.token, self.email = answer.json["access_token"], email
        return self

    def ask(self, method: str, path: str, *, expect: int | None = None, **more: Any) -> TestResponse:
        """Send a request with the token, if there is one; fails when the status is not the expected one."""
        headers = dict(more.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        answer = self.client.open(path, method=method, headers=headers, **more)
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer

    def get(self, path: str, **more: Any) -> TestResponse:
        """GET."""
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        """POST."""
        return self.ask("POST", path, **more)

    def patch(self, path: str, **more: Any) -> TestResponse:
        """PATCH."""
        return self.ask("PATCH", path, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        """DELETE."""
        return self.ask("DELETE", path, **more)
