"""Bodies that nobody would send by accident: every route of accounts refuses them and none breaks."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lentigo.accounts.permissions import Role
from tests.accounts.conftest import House
from tests.accounts.person import Person
from tests.accounts.test_rights import RIGHT_OF_ROUTE, routes

FIELDS = [
    "name",
    "email",
    "password",
    "role",
    "token",
    "code",
    "current_password",
    "new_password",
    "$where",
    "__proto__",
]
BROKEN = "\ud800"

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=7)
    | st.sampled_from([BROKEN, "\x00", "\x00" * 7, "a@b", "a" * 3000, "٣", "İ", 2**80, -0.0]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["$gt", "$ne", "$regex", "email", ""]), inner, max_size=2),
    max_leaves=6,
)  # fmt: skip


@pytest.fixture
def known(house: House, admin: Person) -> House:
    """A service with an administrator."""
    return house


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(FIELDS), VALUES) | VALUES, data=st.data())
def test_no_json_breaks_a_route(known: House, admin: Person, body: object, data: st.DataObject) -> None:
    with_body = sorted(route for route in routes(known.app) if route[0] in {"POST", "PATCH"})
    method, path = data.draw(st.sampled_from([route for route in with_body if route[1] != "/logout"]))
    answer = admin.ask(
        method,
        path.replace("<email>", "nobody@home.example"),
        data=json.dumps(body),
        content_type="application/json",
    )
    if answer.status_code == 200 and path == "/account":
        assert answer.json["name"] == body["name"].strip(), "a name may be almost any line of text"  # type: ignore[index]
        return
    assert 400 <= answer.status_code < 500, f"{method} {path} {body!r}: {answer.text}"
    assert answer.json["error"] == answer.json["message"]


@pytest.mark.parametrize(
    "email",
    ["%00@b.example", "%ED%A0%80@b.example", "a%2Fb@c.example", "..%2F..%2Fetc", "$gt", "%7B%22$gt%22%3A%22%22%7D",
     "a" * 5000, "' OR 1=1 --", "%FF%FE"],
)  # fmt: skip
def test_no_address_in_a_path_breaks_a_route(house: House, admin: Person, email: str) -> None:
    house.make(Role.USER, "ada@home.example")
    for method, path in RIGHT_OF_ROUTE:
        if "<email>" in path:
            # A body that would do, so that it is the address which is refused.
            body = {"json": {"name": "Ada"}} if method == "PATCH" and path.endswith("<email>") else {}
            admin.ask(method, path.replace("<email>", email), expect=404, **body)
    assert len(admin.get("/users").json) == 2
