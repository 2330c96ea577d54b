"""How the first administrator comes, and that no second one comes the same way."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lentigo.accounts.permissions import Role
from lentigo.accounts.service import ensure_first_admin
from lentigo.accounts.setup import SetupCode, setup_code
from lentigo.problems import BadConfiguration
from lentigo.settings import Settings
from tests.accounts.conftest import House
from tests.accounts.person import PASSWORD

FIRST = {"name": "First", "email": "First@clinic.example", "password": PASSWORD}


def code_of(house: House) -> str:
    """The code that the start would print, made by the house's own clock."""
    return SetupCode(records=house.records, clock=house.clock).make()


def test_set_up_is_needed_until_there_is_an_administrator(house: House) -> None:
    assert house.visitor().get("/setup", expect=200).json == {"needed": True}
    house.make(Role.USER, "ada@home.example")
    assert house.visitor().get("/setup").json == {"needed": True}
    house.make(Role.ADMIN, "admin@clinic.example")
    assert house.visitor().get("/setup").json == {"needed": False}
    assert setup_code(house.records) is None


def test_the_printed_code_makes_the_first_administrator_who_can_work_at_once(house: House) -> None:
    code = setup_code(house.records)
    answer = house.visitor().post("/setup", json={**FIRST, "code": code}, expect=201).json
    assert answer.keys() == {"message", "access_token"}
    first = house.visitor()
    first.token = answer["access_token"]
    assert [row["role"] for row in first.get("/users", expect=200).json] == ["admin"]
    assert house.visitor().sign_in("first@clinic.example").get("/account").json["must_change_password"] is False


def test_a_code_may_be_typed_in_lower_case_and_with_blanks(house: House) -> None:
    code = code_of(house).lower().replace("-", " ")
    house.visitor().post("/setup", json={**FIRST, "code": f" {code} "}, expect=201)


def test_a_code_works_once_and_only_while_there_is_no_administrator(house: House) -> None:
    code = code_of(house)
    house.visitor().post("/setup", json={**FIRST, "code": code}, expect=201)
    again = house.visitor().post("/setup", json={**FIRST, "email": "b@c.example", "code": code}, expect=409)
    assert again.json["code"] == "already_set_up"
    fresh = code_of(house)
    house.visitor().post("/setup", json={**FIRST, "email": "b@c.example", "code": fresh}, expect=409)


def test_a_code_is_over_after_an_hour(house: House) -> None:
    code = code_of(house)
    house.clock.forward(minutes=59)
    house.visitor().post("/setup", json={**FIRST, "email": "none", "code": code}, expect=400)
    house.clock.forward(minutes=1, seconds=1)
    refused = house.visitor().post("/setup", json={**FIRST, "code": code}, expect=403)
    assert refused.json["code"] == "setup_code_wrong"


def test_a_new_start_makes_a_new_code_and_ends_the_old_one(house: House) -> None:
    old, new = code_of(house), code_of(house)
    house.visitor().post("/setup", json={**FIRST, "code": old}, expect=403)
    house.visitor().post("/setup", json={**FIRST, "code": new}, expect=201)


@pytest.mark.parametrize("code", ["wrong", "22222-22222-22222-22222", {"$gt": ""}, "", None, "\ud800"])
def test_another_code_makes_nobody(house: House, code: object) -> None:
    code_of(house)
    assert house.visitor().post("/setup", json={**FIRST, "code": code}).status_code in {400, 403}
    assert house.visitor().get("/setup").json == {"needed": True}


@pytest.mark.parametrize(
    "fault", [{"email": "none"}, {"password": "short"}, {"name": ""}, {"email": "ada@home.example"}]
)
def test_a_mistake_in_another_field_does_not_cost_the_code(house: House, fault: dict[str, str]) -> None:
    house.visitor().register("ada@home.example")
    code = code_of(house)
    assert house.visitor().post("/setup", json={**FIRST, **fault, "code": code}).status_code in {400, 409}
    house.visitor().post("/setup", json={**FIRST, "code": code}, expect=201)


def test_of_eight_who_type_the_code_at_the_same_moment_one_becomes_administrator(house: House) -> None:
    code = code_of(house)

    def type_code(number: int) -> int:
        body = {**FIRST, "email": f"first{number}@clinic.example", "code": code}
        return house.visitor().post("/setup", json=body).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(type_code, range(8)))
    assert answers[0] == 201
    assert set(answers[1:]) <= {403, 409}
    assert len(house.accounts.people.of_role(Role.ADMIN)) == 1


def test_the_settings_make_the_first_administrator(house: House, settings: Settings) -> None:
    named = settings.model_copy(update={"admin_email": "root@clinic.example", "admin_password": PASSWORD})
    assert ensure_first_admin(house.records, named)
    house.visitor().sign_in("ROOT@clinic.example").get("/users", expect=200)


def test_the_settings_never_overwrite_a_password_nor_make_a_second_administrator(
    house: House, settings: Settings
) -> None:
    named = settings.model_copy(update={"admin_email": "root@clinic.example", "admin_password": PASSWORD})
    ensure_first_admin(house.records, named)
    assert ensure_first_admin(house.records, named.model_copy(update={"admin_password": "another password"}))
    house.visitor().sign_in("root@clinic.example")
    assert ensure_first_admin(house.records, named.model_copy(update={"admin_email": "second@clinic.example"}))
    assert len(house.accounts.people.of_role(Role.ADMIN)) == 1


def test_a_stranger_who_registered_the_administrators_address_is_not_promoted(house: House, settings: Settings) -> None:
    house.visitor().register("root@clinic.example", password="known to the stranger")
    named = settings.model_copy(update={"admin_email": "root@clinic.example", "admin_password": PASSWORD})
    with pytest.raises(BadConfiguration, match="lentigo admin promote"):
        ensure_first_admin(house.records, named)
    assert house.accounts.people.of_role(Role.ADMIN) == []


@pytest.mark.parametrize(
    "named",
    [
        {"admin_email": "root@clinic.example"},
        {"admin_password": PASSWORD},
        {"admin_email": "none", "admin_password": PASSWORD},
        {"admin_email": "root@clinic.example", "admin_password": "short"},
    ],
)
def test_settings_that_cannot_be_used_are_said_in_one_sentence(
    house: House, settings: Settings, named: dict[str, str]
) -> None:
    with pytest.raises(BadConfiguration, match="LENTIGO_ADMIN_EMAIL"):
        ensure_first_admin(house.records, settings.model_copy(update=named))


def test_without_settings_nobody_is_made(house: House, settings: Settings) -> None:
    assert not ensure_first_admin(house.records, settings)


def test_of_four_processes_that_start_at_the_same_moment_one_makes_the_administrator(
    house: House, settings: Settings
) -> None:
    named = settings.model_copy(update={"admin_email": "root@clinic.example", "admin_password": PASSWORD})
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: ensure_first_admin(house.records, named), range(4))) == [True] * 4
    assert len(house.accounts.people.of_role(Role.ADMIN)) == 1
