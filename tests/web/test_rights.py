"""Who may do what: every role at every route of the whole service, as a table made from its own URL map."""

import re

import pytest
from flask import Flask

from lentigo.accounts.permissions import RIGHTS, Right, Role, is_public, right_of
from lentigo.app import create_app
from lentigo.settings import load_settings
from tests.server import SECRET, Server

ANYBODY = {
    ("GET", "/"), ("GET", "/app"), ("GET", "/app/"), ("GET", "/app/<path:path>"), ("GET", "/docs"),
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/openapi.json"),
    ("GET", "/conditions"), ("GET", "/conditions/<slug>"), ("GET", "/model"),
    ("POST", "/register"), ("POST", "/login"), ("POST", "/session"), ("POST", "/session/refresh"),
    ("DELETE", "/session"), ("GET", "/setup"), ("POST", "/setup"), ("POST", "/reset-password"),
}  # fmt: skip

OF_THE_PERSON = {
    ("POST", "/logout"): Right.OWN_ACCOUNT,
    ("GET", "/account"): Right.OWN_ACCOUNT,
    ("PATCH", "/account"): Right.OWN_ACCOUNT,
    ("POST", "/account/password"): Right.OWN_ACCOUNT,
    ("GET", "/account/consents"): Right.OWN_ACCOUNT,
    ("PUT", "/account/consents/<purpose>"): Right.OWN_ACCOUNT,
    ("GET", "/account/export"): Right.OWN_ACCOUNT,
    ("DELETE", "/account"): Right.OWN_ACCOUNT,
    ("POST", "/predict"): Right.ASSESS,
    ("POST", "/generate_report"): Right.ASSESS,
    ("GET", "/submissions"): Right.OWN_RECORDS,
    ("GET", "/submissions/<reference>"): Right.OWN_RECORDS,
    ("GET", "/submissions/<reference>/<what>"): Right.OWN_RECORDS,
    ("GET", "/submissions/<reference>/report.pdf"): Right.OWN_RECORDS,
    ("GET", "/submissions/<reference>/report.fhir.json"): Right.OWN_RECORDS,
    ("GET", "/submissions/<reference>/report.dcm"): Right.OWN_RECORDS,
    ("GET", "/nearest/<case>/thumbnail"): Right.OWN_RECORDS,
    ("DELETE", "/submissions/<reference>"): Right.OWN_RECORDS,
    ("PUT", "/submissions/<reference>/review"): Right.OWN_RECORDS,
    ("POST", "/submissions/<reference>/restore"): Right.OWN_RECORDS,
    ("PUT", "/submissions/<reference>/lesion"): Right.OWN_RECORDS,
    ("GET", "/lesions"): Right.OWN_RECORDS,
    ("POST", "/lesions"): Right.OWN_RECORDS,
    ("GET", "/lesions/<lesion>"): Right.OWN_RECORDS,
    ("PUT", "/lesions/<lesion>"): Right.OWN_RECORDS,
    ("DELETE", "/lesions/<lesion>"): Right.OWN_RECORDS,
    ("GET", "/submissions/<reference>/messages"): Right.OWN_RECORDS,
    ("POST", "/submissions/<reference>/messages"): Right.OWN_RECORDS,
    ("PUT", "/submissions/<reference>/messages/seen"): Right.OWN_RECORDS,
}

OF_THE_DOCTOR = {
    ("GET", "/reviews"): Right.REVIEW,
    ("GET", "/reviews/<reference>"): Right.REVIEW,
    ("GET", "/reviews/<reference>/<what>"): Right.REVIEW,
    ("GET", "/reviews/<reference>/report.pdf"): Right.REVIEW,
    ("GET", "/reviews/<reference>/report.fhir.json"): Right.REVIEW,
    ("GET", "/reviews/<reference>/report.dcm"): Right.REVIEW,
    ("POST", "/reviews/<reference>"): Right.REVIEW,
    ("GET", "/reviews/<reference>/messages"): Right.REVIEW,
    ("POST", "/reviews/<reference>/messages"): Right.REVIEW,
    ("PUT", "/reviews/<reference>/messages/seen"): Right.REVIEW,
}

OF_THE_ADMINISTRATOR = {
    ("GET", "/users"): Right.MANAGE_ACCOUNTS,
    ("POST", "/users/approve"): Right.MANAGE_ACCOUNTS,
    ("PATCH", "/users/<email>"): Right.MANAGE_ACCOUNTS,
    ("PATCH", "/doctors/<email>"): Right.MANAGE_ACCOUNTS,
    ("DELETE", "/users/<email>"): Right.MANAGE_ACCOUNTS,
    ("PATCH", "/users/<email>/approve"): Right.MANAGE_ACCOUNTS,
    ("POST", "/users/<email>/reset-link"): Right.MANAGE_ACCOUNTS,
    ("GET", "/doctors"): Right.MANAGE_ACCOUNTS,
    ("POST", "/doctors"): Right.MANAGE_ACCOUNTS,
    ("DELETE", "/doctors/<email>"): Right.MANAGE_ACCOUNTS,
    ("GET", "/audit"): Right.READ_AUDIT,
    ("GET", "/audit/export"): Right.READ_AUDIT,
    ("GET", "/metrics"): Right.OPERATE,
    ("GET", "/dashboard"): Right.OPERATE,
    ("GET", "/oversight/submissions"): Right.OVERSEE,
    ("GET", "/oversight/submissions/<reference>"): Right.OVERSEE,
    ("GET", "/oversight/submissions/<reference>/<what>"): Right.OVERSEE,
}

TABLE = {**OF_THE_PERSON, **OF_THE_DOCTOR, **OF_THE_ADMINISTRATOR}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as it is served."""
    return create_app(load_settings(data_dir=tmp_path_factory.mktemp("rights"), jwt_secret_key=SECRET))


def address(path: str) -> str:
    """Fill a pattern with something that does not exist."""
    for pattern, value in (
        ("<email>", "nobody@b.example"), ("<reference>", "999999"), ("<what>", "image"), ("<slug>", "melanoma"),
        ("<purpose>", "training"), ("<path:path>", "x"), ("<case>", "nobody"), ("<lesion>", "nobody"),
    ):  # fmt: skip
        path = path.replace(pattern, value)
    return path


def test_every_route_has_an_entry_and_the_guard_that_the_table_names(app: Flask) -> None:
    found = set()
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            route = (method, re.sub(r"<(any\([^)]*\)|address):", "<", rule.rule))
            found.add(route)
            assert (route in ANYBODY) != (route in TABLE), f"{route} has no entry in the table"
            assert right_of(view) == TABLE.get(route), f"{route} has another guard than the table says"
            assert is_public(view) == (route in ANYBODY) or rule.endpoint == "openapi.spec", route
    assert found == ANYBODY | set(TABLE), "the table names routes that are not there"


def test_without_a_token_every_guarded_route_is_401(server: Server) -> None:
    for method, path in TABLE:
        answer = server.visitor().ask(method, address(path), content=b"{")
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_past_the_guard_of_what_it_may_do_and_no_further(server: Server, role: Role) -> None:
    email = f"{role}.of.the.table@clinic.example"
    person = server.admin() if role is Role.ADMIN else server.user(email, role=str(role))
    for (method, path), right in TABLE.items():
        if path == "/logout":
            continue
        answer = person.ask(method, address(path), content=b"[]")
        if right in RIGHTS[role] and right is Right.OVERSEE:
            assert answer.json()["code"] == "reading_not_allowed", "closed to administrators unless a setting opens it"
        elif right in RIGHTS[role]:
            assert answer.status_code not in {401, 403}, f"{role} {method} {path}: {answer.text}"
        else:
            assert answer.status_code == 403, f"{role} {method} {path}: {answer.status_code}"


def test_before_approval_the_token_opens_nothing_but_the_account(server: Server) -> None:
    newcomer = {"name": "New", "email": "newcomer@home.example", "password": "a long password"}
    person = server.visitor()
    person.token = person.post("/register", json=newcomer, expect=201).json()["access_token"]
    for (method, path), right in TABLE.items():
        if path == "/logout":
            continue
        status = person.ask(method, address(path), content=b"[]").status_code
        assert (status == 403) == (right is not Right.OWN_ACCOUNT), f"{method} {path}: {status}"
