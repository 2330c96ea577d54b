"""What must hold when two people act at the same moment, over real connections to a real server."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.serving import make_server

from lentigo.accounts.permissions import Role
from lentigo.accounts.store import SESSION
from lentigo.settings import Settings
from tests.accounts.conftest import House
from tests.accounts.person import PASSWORD, Person

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture(params=["sqlite", "mongo"])
def settings(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings of an empty service, on each store: what is promised here rests on what the store promises."""
    if request.param == "sqlite":
        return settings
    return settings.model_copy(update={"mongo_uri": request.getfixturevalue("mongod").new_database()})


@pytest.fixture
def ask(house: House) -> Iterator[Ask]:
    """Sends one request over a connection of its own."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def send(method: str, path: str, body: object = None, *headers: tuple[str, str]) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
        try:
            connection.putrequest(method, path)
            data = b"" if body is None else json.dumps(body).encode()
            for name, value in (("Content-Length", str(len(data))), ("Content-Type", "application/json"), *headers):
                connection.putheader(name, value)
            connection.endheaders(data)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    yield send
    server.shutdown()
    thread.join()
    server.server_close()


def together(*acts: Callable[[], tuple[int, Any]]) -> list[int]:
    """Do several things at the same moment; gives their statuses in order."""
    start = threading.Barrier(len(acts))

    def act(one: Callable[[], tuple[int, Any]]) -> int:
        start.wait()
        return one()[0]

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@pytest.mark.parametrize("_", range(5))
def test_of_two_registrations_of_one_address_in_different_case_one_succeeds(ask: Ask, _: int) -> None:
    def register(email: str) -> Callable[[], tuple[int, Any]]:
        return lambda: ask("POST", "/register", {"name": "A", "email": email, "password": PASSWORD})

    assert sorted(together(register("Ada@home.example"), register("ada@HOME.example"))) == [201, 409]


@pytest.mark.parametrize("_", range(5))
def test_two_administrators_who_delete_each_other_leave_one(house: House, ask: Ask, _: int) -> None:
    one, other = house.person(Role.ADMIN, "one@c.example"), house.person(Role.ADMIN, "other@c.example")

    def delete(who: Person, whom: str) -> Callable[[], tuple[int, Any]]:
        return lambda: ask("DELETE", f"/users/{whom}", None, ("Authorization", f"Bearer {who.token}"))

    answers = sorted(together(delete(one, "other@c.example"), delete(other, "one@c.example")))
    assert answers[0] == 200
    assert answers[1] in {401, 409}, "refused as the last one, or already without a token"
    assert len(house.accounts.people.of_role(Role.ADMIN)) == 1


@pytest.mark.parametrize("_", range(3))
def test_of_four_administrators_who_all_demote_themselves_one_stays(house: House, ask: Ask, _: int) -> None:
    people = [house.person(Role.ADMIN, f"admin{number}@c.example") for number in range(4)]

    def demote(who: Person) -> Callable[[], tuple[int, Any]]:
        bearer = ("Authorization", f"Bearer {who.token}")
        return lambda: ask("PATCH", f"/users/{who.email}/approve", {"role": "user"}, bearer)

    assert sorted(together(*(demote(who) for who in people))) == [200, 200, 200, 409]
    assert len(house.accounts.people.of_role(Role.ADMIN)) == 1


def test_eight_deletions_of_one_account_erase_it_once_and_all_end(house: House, admin: Person, ask: Ask) -> None:
    house.make(Role.USER, "ada@home.example")
    bearer = ("Authorization", f"Bearer {admin.token}")
    answers = together(*[lambda: ask("DELETE", "/users/ada@home.example", None, bearer)] * 8)
    assert set(answers) <= {200, 404}
    assert 200 in answers
    assert house.accounts.store.by_email("ada@home.example") is None


def test_of_four_changes_of_one_password_one_succeeds_and_its_answer_is_true(house: House, ask: Ask) -> None:
    ada = house.person(Role.USER, "ada@home.example")
    bearer = ("Authorization", f"Bearer {ada.token}")
    answers: list[tuple[str, int, Any]] = []

    def change(new: str) -> Callable[[], tuple[int, Any]]:
        def act() -> tuple[int, Any]:
            found = ask("POST", "/account/password", {"current_password": PASSWORD, "new_password": new}, bearer)
            answers.append((new, *found))
            return found

        return act

    statuses = sorted(together(*(change(f"another password {number}") for number in range(4))))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {400, 401, 409}, (
        "by then another password, no session, or told that somebody was faster"
    )
    new, _, told = next(answer for answer in answers if answer[1] == 200)
    assert ask("GET", "/account", None, ("Authorization", f"Bearer {told['access_token']}"))[0] == 200
    assert ask("POST", "/login", {"email": "ada@home.example", "password": new})[0] == 200


def test_eight_refreshes_of_one_cookie_all_give_the_same_next_one(house: House, ask: Ask) -> None:
    house.make(Role.USER, "ada@home.example")
    opened = house.visitor().post("/session", json={"email": "ada@home.example", "password": PASSWORD}, expect=200)
    cookie = opened.headers["Set-Cookie"].split(";")[0]
    answers = together(*[lambda: ask("POST", "/session/refresh", None, ("Cookie", cookie), ("X-Lentigo", "page"))] * 8)
    assert answers == [200] * 8
    assert house.records.find(SESSION).records[0]["turn"] == 2


def test_two_authorization_headers_are_refused(admin: Person, ask: Ask) -> None:
    bearer = ("Authorization", f"Bearer {admin.token}")
    assert ask("GET", "/users", None, bearer)[0] == 200
    assert ask("GET", "/users", None, bearer, bearer)[0] == 401
    assert ask("GET", "/users", None, ("Authorization", "Bearer x.y.z"), bearer)[0] == 401


def test_an_erasure_that_fails_can_be_asked_for_again(house: House, admin: Person) -> None:
    from lentigo.problems import Unavailable

    ada = house.person(Role.USER, "ada@home.example")
    account_id = ada.get("/account").json["_id"]
    people = house.accounts.people

    def fail(_: str) -> None:
        raise Unavailable("The picture store does not answer.")

    working, people._on_erase = people._on_erase, fail
    admin.delete("/users/ada@home.example", expect=503)
    ada.get("/account", expect=401)
    house.visitor().post("/login", json={"email": "ada@home.example", "password": PASSWORD}, expect=401)
    admin.patch("/users/ada@home.example/approve", json={"role": "doctor"}, expect=404)
    assert [row["email"] for row in admin.get("/users").json] == ["admin@clinic.example", "ada@home.example"]
    people._on_erase = working
    admin.delete("/users/ada@home.example", expect=200)
    assert account_id in house.erased
    assert not house.accounts.store.stands(account_id)


def test_what_a_person_owned_is_erased_while_the_account_still_stands(house: House, admin: Person) -> None:
    house.make(Role.USER, "ada@home.example")
    stood: list[bool] = []
    house.accounts.people._on_erase = lambda account_id: stood.append(house.accounts.store.get(account_id) is not None)
    admin.delete("/users/ada@home.example", expect=200)
    assert stood == [True, False], "once before the record goes, once for what came in meanwhile"


def test_after_an_erasure_the_store_knows_neither_name_nor_address(house: House, admin: Person) -> None:
    from lentigo.accounts.store import KINDS
    from lentigo.audit.service import AUDIT

    ada = house.visitor().register("ada@home.example", name="Ada Lovelace")
    ada.patch("/account", json={"name": "Countess"}, expect=200)
    house.visitor().post("/login", json={"email": "ada@home.example", "password": "wrong one"}, expect=401)
    admin.post("/users/ada@home.example/reset-link", expect=201)
    admin.delete("/users/ada@home.example", expect=200)
    kept = repr([house.records.find(kind, limit=1000).records for kind in (*KINDS, AUDIT)]).lower()
    for trace in ("ada@", "lovelace", "countess"):
        assert trace not in kept
