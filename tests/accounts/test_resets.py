"""Links by which a forgotten password is set anew."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lentigo.accounts.permissions import Role
from lentigo.accounts.store import RESET
from lentigo.settings import Settings
from tests.accounts.conftest import House, build
from tests.accounts.person import PASSWORD, Person

NEXT = "another password of mine"


def link_for(admin: Person, email: str = "ada@home.example") -> str:
    """A reset link's token."""
    answer = admin.post(f"/users/{email}/reset-link", expect=201).json
    assert answer.keys() == {"url", "expires"}
    return str(answer["url"]).split("#token=")[1]


@pytest.fixture
def ada(house: House) -> Person:
    """A user, signed in."""
    return house.person(Role.USER, "ada@home.example")


def test_a_link_leads_to_the_page_and_hides_its_token_from_servers(admin: Person, ada: Person) -> None:
    url = admin.post("/users/ADA@home.example/reset-link", expect=201).json["url"]
    assert url.startswith("http://localhost/app/reset-password#token=")
    assert len(url.split("=")[1]) >= 40


def test_a_link_names_the_address_under_which_people_reach_the_service(settings: Settings) -> None:
    house = build(settings.model_copy(update={"public_url": "https://skin.clinic.example/"}))
    admin = house.person(Role.ADMIN, "admin@clinic.example")
    url = admin.post("/users/admin@clinic.example/reset-link", expect=201).json["url"]
    assert url.startswith("https://skin.clinic.example/app/reset-password#token=")
    house.records.close()


def test_a_link_sets_a_new_password_and_ends_every_session(house: House, admin: Person, ada: Person) -> None:
    token = link_for(admin)
    house.visitor().post("/reset-password", json={"token": token, "new_password": NEXT}, expect=200)
    ada.get("/account", expect=401)
    house.visitor().post("/login", json={"email": "ada@home.example", "password": PASSWORD}, expect=401)
    house.visitor().sign_in("ada@home.example", NEXT)


def test_a_link_opens_once(house: House, admin: Person, ada: Person) -> None:
    body = {"token": link_for(admin), "new_password": NEXT}
    house.visitor().post("/reset-password", json=body, expect=200)
    assert house.visitor().post("/reset-password", json=body, expect=400).json["code"] == "reset_link_invalid"


def test_a_link_opens_for_a_day(house: House, admin: Person, ada: Person) -> None:
    body = {"token": link_for(admin), "new_password": NEXT}
    house.clock.forward(hours=24, seconds=1)
    house.visitor().post("/reset-password", json=body, expect=400)


def test_a_second_link_ends_the_first(house: House, admin: Person, ada: Person) -> None:
    first, second = link_for(admin), link_for(admin)
    house.visitor().post("/reset-password", json={"token": first, "new_password": NEXT}, expect=400)
    house.visitor().post("/reset-password", json={"token": second, "new_password": NEXT}, expect=200)


def test_a_password_that_cannot_be_taken_does_not_cost_the_link(house: House, admin: Person, ada: Person) -> None:
    token = link_for(admin)
    house.visitor().post("/reset-password", json={"token": token, "new_password": "short"}, expect=400)
    house.visitor().post("/reset-password", json={"token": token, "new_password": "\ud800" * 9}, expect=400)
    house.visitor().post("/reset-password", json={"token": token, "new_password": NEXT}, expect=200)


@pytest.mark.parametrize("token", ["wrong", "", None, {"$gt": ""}, "x" * 300])
def test_another_token_opens_nothing(house: House, admin: Person, ada: Person, token: object) -> None:
    link_for(admin)
    house.visitor().post("/reset-password", json={"token": token, "new_password": NEXT}, expect=400)


def test_a_link_opens_an_account_that_too_many_guesses_had_closed(house: House, admin: Person, ada: Person) -> None:
    for _ in range(10):
        house.visitor().post("/login", json={"email": "ada@home.example", "password": "wrong one"}, expect=401)
    house.visitor().post("/reset-password", json={"token": link_for(admin), "new_password": NEXT}, expect=200)
    house.visitor().sign_in("ada@home.example", NEXT)


def test_nobody_has_no_link(admin: Person) -> None:
    admin.post("/users/nobody@home.example/reset-link", expect=404)


def test_the_link_of_a_deleted_account_opens_nothing(house: House, admin: Person, ada: Person) -> None:
    token = link_for(admin)
    admin.delete("/users/ada@home.example", expect=200)
    house.visitor().post("/reset-password", json={"token": token, "new_password": NEXT}, expect=400)


def test_the_store_holds_nothing_that_opens(house: House, admin: Person, ada: Person) -> None:
    token = link_for(admin)
    assert token not in repr(house.records.find(RESET).records)


def test_of_eight_uses_at_the_same_moment_one_sets_the_password(house: House, admin: Person, ada: Person) -> None:
    token = link_for(admin)

    def use(number: int) -> int:
        body = {"token": token, "new_password": f"{NEXT} {number}"}
        return house.visitor().post("/reset-password", json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))) == [200] + [400] * 7


def test_the_audit_remembers_link_and_use(house: House, admin: Person, ada: Person) -> None:
    house.visitor().post("/reset-password", json={"token": link_for(admin), "new_password": NEXT}, expect=200)
    issued, used = (house.audit.find(what=what).records[0] for what in
                    ("account.reset_link_issued", "account.password_reset"))  # fmt: skip
    assert issued["who"] == admin.get("/account").json["_id"]
    assert issued["record"] == used["record"] == used["who"]
