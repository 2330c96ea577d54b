"""What an administrator does with many people: find, approve several, close and open, rename; over a real server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lentigo.accounts.permissions import Role
from tests.accounts.conftest import House
from tests.accounts.person import Person as Client
from tests.server import ADMIN, Person, Server

PASSWORD = "a password that is long enough"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, so that its people are known."""
    with Server(tmp_path_factory.mktemp("people")) as running:
        yield running


@pytest.fixture(scope="module")
def people(server: Server) -> Person:
    """The administrator of a service with some people."""
    names = ["Ada Lovelace", "Émile du Châtelet", "ada byron", "Grace Hopper", "Zoë Adams"]
    for number, name in enumerate(names):
        newcomer = {"name": name, "email": f"Person{number}@home.example", "password": PASSWORD}
        server.visitor().post("/register", json=newcomer, expect=201)
    for number in range(3):
        doctor = {"name": f"Dr {'CBA'[number]}", "email": f"doctor{number}@clinic.example", "password": PASSWORD}
        server.admin().post("/doctors", json=doctor, expect=201)
    return server.admin()


def found(admin: Person, path: str = "/users", **query: Any) -> tuple[list[str], int]:
    """Search; gives the names, and the length that the header tells."""
    answer = admin.get(path, params=query, expect=200)
    return [one["name"] for one in answer.json()], int(answer.headers["x-total-count"])


def test_people_are_found_by_the_beginning_of_a_name_or_an_address_in_any_letter_case(people: Person) -> None:
    assert found(people, q="ADA") == (["Ada Lovelace", "ada byron", "Zoë Adams"], 3)
    assert found(people, q="love")[0] == ["Ada Lovelace"]
    assert found(people, q="ovelace")[0] == []
    assert found(people, q="émile")[0] == ["Émile du Châtelet"]
    assert found(people, q="PERSON3@")[0] == ["Grace Hopper"]
    assert found(people, q="ada l")[0] == ["Ada Lovelace"]
    assert found(people, q="%' OR 1=1")[0] == []


def test_people_are_ordered_and_paged_and_the_header_tells_how_many_there_are(people: Person) -> None:
    everybody, total = found(people)
    assert (everybody[0], total, len(everybody)) == ("Administrator", 6, 6)
    by_name = ["ada byron", "Ada Lovelace", "Administrator", "Grace Hopper", "Zoë Adams", "Émile du Châtelet"]
    assert found(people, sort="name")[0] == by_name
    assert found(people, sort="name", descending="true")[0] == by_name[::-1]
    pages = [found(people, sort="name", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [name for page, _ in pages for name in page] == by_name
    assert {length for _, length in pages} == {6}
    assert found(people, sort="email", role="user", limit=1)[0] == ["Ada Lovelace"]
    assert found(people, role="admin") == (["Administrator"], 1)
    assert found(people, "/doctors", sort="name") == (["Dr A", "Dr B", "Dr C"], 3)
    assert found(people, "/doctors", q="doctor1@") == (["Dr B"], 1)


@pytest.mark.parametrize(
    "query", [{"sort": "shoe size"}, {"limit": 0}, {"offset": -1}, {"role": "doctor"}, {"approved": "perhaps"}]
)
def test_a_search_that_makes_no_sense_is_refused(people: Person, query: dict[str, Any]) -> None:
    assert next(iter(query)) in people.get("/users", params=query, expect=400).json()["message"]


def test_several_are_approved_at_once_and_each_is_told_apart(server: Server, people: Person) -> None:
    emails = ["person0@home.example", "nobody@home.example", "PERSON1@HOME.EXAMPLE", "person0@home.example"]
    results = people.post("/users/approve", json={"emails": emails}, expect=200).json()["results"]
    assert [(one["email"], one["approved"], one["code"]) for one in results] == [
        (emails[0], True, None), (emails[1], False, "not_found"), (emails[2], True, None),
    ]  # fmt: skip
    server.visitor().sign_in("person1@home.example", PASSWORD).get("/submissions", expect=200)
    assert found(people, role="user", approved="false") == (["ada byron", "Grace Hopper", "Zoë Adams"], 3)
    as_doctor = {"emails": ["person4@home.example"], "role": "doctor"}
    assert people.post("/users/approve", json=as_doctor, expect=200).json()["results"][0]["approved"]
    assert "Zoë Adams" in found(people, "/doctors")[0]
    for body in (
        {},
        {"emails": []},
        {"emails": "person2@home.example"},
        {"emails": [7]},
        {"emails": ["a"], "role": "admin"},
    ):
        people.post("/users/approve", json=body, expect=400)


def test_a_deactivated_account_is_closed_at_once_and_opens_again_with_all_that_it_had(
    server: Server, people: Person, melanoma: bytes
) -> None:
    person = server.user("closing@home.example")
    sent = person.upload(melanoma, expect=200).json()
    session = {"email": person.email, "password": PASSWORD}
    page = server.visitor()
    opened = page.post("/session", json=session, expect=200).json()
    told = people.patch("/users/CLOSING@home.example", json={"active": False}, expect=200).json()
    assert told["active"] is False
    person.get("/account", expect=401)
    page.post("/session/refresh", headers={"X-Lentigo": "page"}, expect=401)
    page.ask("GET", "/account", headers={"Authorization": f"Bearer {opened['access_token']}"}, expect=401)
    refused = server.visitor().post("/login", json=session, expect=403).json()
    assert refused["code"] == "deactivated"
    wrong = server.visitor().post("/login", json={**session, "password": "wrong password"}, expect=401).json()
    assert wrong["code"] == "wrong_credentials", "who does not know the password learns nothing"
    assert found(people, active="false") == (["A Patient"], 1)
    people.patch("/users/closing@home.example", json={"active": True}, expect=200)
    person.get("/account", expect=401)
    again = server.visitor().sign_in(person.email, PASSWORD)
    assert [one["id"] for one in again.get("/submissions", expect=200).json()] == [sent["id"]]


def test_a_doctor_is_renamed_and_closed_under_doctors_and_nowhere_else(server: Server, people: Person) -> None:
    address = "/doctors/doctor0@clinic.example"
    told = people.patch(address, json={"name": "Dr Cassandra", "active": False}, expect=200).json()
    assert (told["name"], told["active"]) == ("Dr Cassandra", False)
    server.visitor().post("/login", json={"email": "doctor0@clinic.example", "password": PASSWORD}, expect=403)
    people.patch("/users/doctor0@clinic.example", json={"name": "X"}, expect=404)
    people.patch("/doctors/person0@home.example", json={"name": "X"}, expect=404)
    people.patch("/doctors/nobody@home.example", json={"active": False}, expect=404)
    for body in ({}, {"name": " "}, {"active": "no"}, {"active": None}, {"name": "a\x00b"}):
        people.patch(address, json=body, expect=400)
    people.patch(address, json={"active": True}, expect=200)


def test_the_last_administrator_who_can_come_in_stays(server: Server, people: Person) -> None:
    refused = people.patch(f"/users/{ADMIN[0]}", json={"active": False}, expect=409).json()
    assert refused["code"] == "last_administrator"
    people.get("/users", expect=200)


def test_of_two_administrators_who_close_each_other_at_the_same_moment_one_stays(house: House) -> None:
    emails = ["one@clinic.example", "two@clinic.example"]
    admins: list[Client] = [house.person(Role.ADMIN, email) for email in emails]

    def close(pair: tuple[Client, str]) -> int:
        return pair[0].patch(f"/users/{pair[1]}", json={"active": False}).status_code

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(close, zip(admins, reversed(emails), strict=True)))
    assert statuses[0] == 200
    assert statuses[1] in {401, 409}
    active = [one for one in house.accounts.people.of_role(Role.ADMIN) if one.active]
    assert len(active) == 1
    survivor = house.visitor().sign_in(active[0].email)
    closed = next(email for email in emails if email != active[0].email)
    survivor.patch(f"/users/{closed}", json={"active": True}, expect=200)
    survivor.patch(f"/users/{survivor.email}", json={"active": False}, expect=200)
    assert "account.deactivated" in house.acts
    assert "account.reactivated" in house.acts


def test_the_own_language_is_kept_with_the_account_and_can_be_given_when_registering(server: Server) -> None:
    body = {"name": "Layla", "email": "layla@home.example", "password": PASSWORD, "language": "ar"}
    person = server.visitor()
    person.token = person.post("/register", json=body, expect=201).json()["access_token"]
    assert person.get("/account", expect=200).json()["language"] == "ar"
    changed = person.patch("/account", json={"language": "fr"}, expect=200).json()
    assert (changed["language"], changed["name"]) == ("fr", "Layla")
    assert person.patch("/account", json={"name": "Leïla"}, expect=200).json()["language"] == "fr"
    for wrong in ({}, {"language": "tlh"}, {"language": 7}, {"name": ""}):
        person.patch("/account", json=wrong, expect=400)
    server.visitor().post("/register", json={**body, "email": "b@home.example", "language": "tlh"}, expect=400)
