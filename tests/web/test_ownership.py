"""Whose record it is: every route of the table that names one, for every role, own and not, given and withheld.

The table is that of test_rights.py, made from the URL map; the right of a route says whose records it opens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from lentigo.accounts.permissions import RIGHTS, Right, Role
from tests.server import Person, Server
from tests.web.test_rights import TABLE


class Opens(StrEnum):
    """Whose records a route opens to somebody with its right."""

    OWN = "the caller's own"
    GIVEN = "those that their owners gave for review"
    ALL = "anybody's, where the setting lets administrators read"


WHOSE = {Right.OWN_RECORDS: Opens.OWN, Right.REVIEW: Opens.GIVEN, Right.OVERSEE: Opens.ALL, Right.ASSESS: Opens.OWN}
"""A right that is not here may guard no route that names a record."""

NAMING = {route: right for route, right in TABLE.items() if "<reference>" in route[1]}
IN_THE_BODY = {("POST", "/generate_report"): Right.ASSESS}
"""Routes that name a record in their body."""

BODIES = {
    ("PUT", "/submissions/<reference>/review"): {"given": True},
    ("PUT", "/submissions/<reference>/lesion"): {"lesion_id": None},
    ("POST", "/reviews/<reference>"): {"decision": "confirmed"},
    ("POST", "/submissions/<reference>/messages"): {"text": "Does it have to come off?"},
    ("PUT", "/submissions/<reference>/messages/seen"): {"seen": 0},
    ("POST", "/reviews/<reference>/messages"): {"text": "Please come in."},
    ("PUT", "/reviews/<reference>/messages/seen"): {"seen": 0},
}
ONLY_WHILE_GIVEN = {("POST", "/submissions/<reference>/messages")}
"""What an owner may do only with what lies before the doctors: 409 otherwise."""


@dataclass
class House:
    """A service with two people of each role, and the submissions that were made for reading."""

    server: Server
    people: dict[tuple[Role, str], Person]
    picture: bytes
    setting: bool
    made: dict[tuple[str, bool], str] = field(default_factory=dict)

    def record(self, owner: Person, *, given: bool, fresh: bool) -> str:
        """Give a submission of somebody; a fresh one where it is to be changed."""
        if fresh or (owner.email, given) not in self.made:
            number = str(owner.upload(self.picture, force="true", expect=200).json()["id"])
            owner.put(f"/submissions/{number}/review", json={"given": given}, expect=200)
            if fresh:
                return number
            self.made[owner.email, given] = number
        return self.made[owner.email, given]


@pytest.fixture(scope="module", params=[False, True], ids=["setting off", "setting on"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, melanoma: bytes) -> Iterator[House]:
    """A service without and one with the setting that lets administrators read."""
    environment = {"LENTIGO_ADMINS_READ_RECORDS": "true"} if request.param else {}
    with Server(tmp_path_factory.mktemp("ownership"), environment) as server:
        people = {(role, name): somebody(server, role, name) for role in Role for name in ("one", "other")}
        yield House(server, people, melanoma, request.param)


def somebody(server: Server, role: Role, name: str) -> Person:
    """A person of this role, with a password of their own."""
    if role is Role.ADMIN:
        # There is one administrator; as owner and as stranger it is the same, with records of its own and of others.
        return server.admin()
    return server.user(f"{name}.{role}@home.example", role=str(role))


def status_of(house: House, route: tuple[str, str], role: Role, *, owns: bool, given: bool) -> int:
    """Try one cell of the table on a record of its own."""
    method, path = route
    caller = house.people[role, "one"]
    owner = caller if owns else house.people[Role.USER, "other"]
    number = house.record(owner, given=given, fresh=method != "GET")
    if path.endswith("/restore"):
        owner.delete(f"/submissions/{number}?undo=true", expect=200)
    address = path.replace("<reference>", number).replace("<what>", "thumbnail")
    body = {"submission_id": number} if route in IN_THE_BODY else BODIES.get(route)
    return caller.ask(method, address, json=body).status_code


def expected(house: House, route: tuple[str, str], role: Role, *, owns: bool, given: bool) -> int:
    """Say what a cell must answer."""
    right = {**NAMING, **IN_THE_BODY}[route]
    if right not in RIGHTS[role]:
        return 403
    opens = WHOSE[right]
    if opens is Opens.ALL:
        return 200 if house.setting else 403
    if route in ONLY_WHILE_GIVEN and owns and not given:
        return 409
    return 200 if (owns if opens is Opens.OWN else given) else 404


def test_every_route_that_names_a_record_says_whose_it_opens() -> None:
    assert NAMING
    assert set(NAMING.values()) | set(IN_THE_BODY.values()) <= set(WHOSE)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", [*NAMING, *IN_THE_BODY], ids=" ".join)
def test_a_record_opens_to_whom_it_belongs_or_was_given_and_is_a_404_to_others(
    house: House, route: tuple[str, str], role: Role
) -> None:
    for owns in (True, False):
        for given in (True, False):
            found = status_of(house, route, role, owns=owns, given=given)
            wanted = expected(house, route, role, owns=owns, given=given)
            assert found == wanted, f"{role} {route} owns={owns} given={given}: {found} instead of {wanted}"
