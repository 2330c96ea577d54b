"""How schemathesis signs in: each route gets somebody who may use it, and ending a session ends nobody else's."""

import os
from typing import Any

import httpx2 as httpx
import schemathesis

URL = os.environ["LENTIGO_TEST_URL"]
PEOPLE = {
    role: (os.environ[f"LENTIGO_TEST_{role.upper()}"], os.environ[f"LENTIGO_TEST_{role.upper()}_PASSWORD"])
    for role in ("user", "doctor", "admin")
}
ENDS_A_SESSION = {"/logout", "/session"}


@schemathesis.auth(refresh_interval=None)
class Bearer:
    """Gives each case the token of whoever may use its route."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    def get(self, case: Any, context: Any) -> str:
        """Sign in, once for each role, and anew for what ends the session."""
        path = context.operation.path
        role = who(path)
        if path in ENDS_A_SESSION:
            return sign_in(role)
        if role not in self._tokens:
            self._tokens[role] = sign_in(role)
        return self._tokens[role]

    def set(self, case: Any, data: str, context: Any) -> None:
        """Put the token where it belongs."""
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def who(path: str) -> str:
    """Tell the role that may use a route."""
    first = path.split("/")[1]
    if first == "reviews":
        return "doctor"
    return "user" if first in {"submissions", "lesions", "predict", "account", "generate_report"} else "admin"


def sign_in(role: str) -> str:
    """Open a session."""
    email, password = PEOPLE[role]
    answer = httpx.post(f"{URL}/login", json={"email": email, "password": password})
    return str(answer.raise_for_status().json()["access_token"])
