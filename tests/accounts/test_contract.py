"""The contract's lines on accounts, one by one."""

import pytest
from flask.testing import FlaskClient

from lentigo.accounts.permissions import Role
from tests.accounts.conftest import House
from tests.accounts.person import PASSWORD, Person

NEW = {"name": "Ada", "email": "Ada@Home.example", "password": PASSWORD}


def test_registering_answers_a_message_and_a_token(house: House) -> None:
    answer = house.visitor().post("/register", json=NEW, expect=201)
    assert answer.json.keys() == {"message", "access_token"}


def test_a_registered_account_is_a_user_who_is_not_approved(house: House, admin: Person) -> None:
    house.visitor().register("ada@home.example")
    row = next(row for row in admin.get("/users", expect=200).json if row["email"] == "ada@home.example")
    assert (row["role"], row["approved"]) == ("user", False)


def test_until_approval_the_token_opens_nothing_but_the_account_itself(house: House) -> None:
    ada = house.visitor().register("ada@home.example")
    ada.get("/account", expect=200)
    assert ada.get("/users", expect=403).json["code"] == "not_approved"


def test_the_token_of_the_registration_opens_more_once_approved(house: House, admin: Person) -> None:
    ada = house.visitor().register("ada@home.example")
    admin.patch("/users/ada@home.example/approve", expect=200)
    assert ada.get("/account", expect=200).json["approved"] is True


@pytest.mark.parametrize("field", ["name", "email", "password"])
def test_registering_without_a_field_is_a_400_that_names_it(house: House, field: str) -> None:
    body = {name: value for name, value in NEW.items() if name != field}
    answer = house.visitor().post("/register", json=body, expect=400)
    assert [fault["field"] for fault in answer.json["details"]] == [field]


@pytest.mark.parametrize(
    "email",
    ["", " ", "plain", "a@", "@b.example", "a@b", "a b@c.example", "a@b..example", "a@-b.example", "a@@b.example",
     "a@b.example\nBcc: c@d.example", "a\x00@b.example", "x" * 65 + "@b.example", "a@" + "b" * 300 + ".example"],
)  # fmt: skip
def test_registering_with_what_is_no_address_is_a_400(house: House, email: str) -> None:
    answer = house.visitor().post("/register", json={**NEW, "email": email}, expect=400)
    assert [fault["field"] for fault in answer.json["details"]] == ["email"]


@pytest.mark.parametrize(
    "email",
    ["a@b.example", "first.last+tag@clinic.test", "o'brien@sub.clinic.local", "admin@localhost",
     "ärztin@klinik.example", "用户@例子.example", "A_1-2@B-C.EXAMPLE"],
)  # fmt: skip
def test_registering_takes_addresses_of_every_kind(house: House, email: str) -> None:
    house.visitor().post("/register", json={**NEW, "email": email}, expect=201)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1025, "\ud800" * 9])
def test_registering_with_a_password_that_is_too_short_or_no_text_is_a_400(house: House, password: str) -> None:
    answer = house.visitor().post("/register", json={**NEW, "password": password}, expect=400)
    assert [fault["field"] for fault in answer.json["details"]] == ["password"]


def test_a_password_of_eight_characters_is_long_enough(house: House) -> None:
    house.visitor().register("ada@home.example", password="12345678")


def test_an_address_is_taken_in_every_letter_case(house: House) -> None:
    house.visitor().register("Ada@Home.example")
    for again in ("ada@home.example", "ADA@HOME.EXAMPLE", " Ada@Home.example "):
        house.visitor().post("/register", json={**NEW, "email": again}, expect=409)


def test_a_login_answers_token_role_and_collection(house: House) -> None:
    for role, collection in ((Role.USER, "users"), (Role.DOCTOR, "doctors"), (Role.ADMIN, "users")):
        email = f"{role}@clinic.example"
        house.make(role, email)
        answer = house.visitor().post("/login", json={"email": email.upper(), "password": PASSWORD}, expect=200).json
        assert (answer["role"], answer["collection"]) == (str(role), collection)
        assert answer["access_token"].count(".") == 2


@pytest.mark.parametrize("body", [{}, {"email": "a@b.example"}, {"password": PASSWORD}])
def test_a_login_without_a_field_is_a_400(house: House, body: dict[str, str]) -> None:
    house.visitor().post("/login", json=body, expect=400)


def test_a_login_with_the_wrong_password_and_one_of_nobody_are_the_same_401(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    wrong = house.visitor().post("/login", json={"email": "ada@home.example", "password": "wrong one"}, expect=401)
    nobody = house.visitor().post("/login", json={"email": "bob@home.example", "password": "wrong one"}, expect=401)
    assert {**wrong.json, "request_id": ""} == {**nobody.json, "request_id": ""}


def test_a_login_before_approval_is_a_403_but_only_for_who_knows_the_password(house: House) -> None:
    house.visitor().register("ada@home.example")
    right = house.visitor().post("/login", json={"email": "ada@home.example", "password": PASSWORD}, expect=403)
    assert right.json["code"] == "not_approved"
    house.visitor().post("/login", json={"email": "ada@home.example", "password": "wrong one"}, expect=401)


def test_the_list_of_users_holds_users_and_administrators_without_passwords(house: House, admin: Person) -> None:
    house.make(Role.USER, "ada@home.example")
    house.make(Role.DOCTOR, "who@clinic.example")
    answer = admin.get("/users", expect=200)
    assert [row["role"] for row in answer.json] == ["admin", "user"]
    wanted = {"_id", "name", "email", "role", "approved", "created", "must_change_password", "active", "language"}
    assert all(row.keys() == wanted for row in answer.json)
    assert "argon2" not in answer.text


def test_the_list_of_doctors_holds_made_and_promoted_ones(house: House, admin: Person) -> None:
    house.visitor().register("ada@home.example")
    admin.post("/doctors", json={**NEW, "email": "who@clinic.example"}, expect=201)
    admin.patch("/users/ada@home.example/approve", json={"role": "doctor"}, expect=200)
    assert [row["email"] for row in admin.get("/doctors", expect=200).json] == [
        "ada@home.example",
        "who@clinic.example",
    ]
    assert [row["role"] for row in admin.get("/users", expect=200).json] == ["admin"]


@pytest.mark.parametrize(
    "body",
    [{}, {"json": {}}, {"data": b""}, {"data": b"", "content_type": "application/json"}, {"data": b"{}"},
     {"json": {"role": None}}, {"json": {"role": "user"}}],
)  # fmt: skip
def test_approving_takes_no_body_as_well_as_an_empty_one(house: House, admin: Person, body: dict[str, object]) -> None:
    house.visitor().register("ada@home.example")
    answer = admin.patch("/users/ADA@home.EXAMPLE/approve", expect=200, **body)
    assert answer.json.keys() == {"message"}
    house.visitor().sign_in("ada@home.example")


@pytest.mark.parametrize("body", [{"json": {"role": "admin"}}, {"json": {"role": 1}}, {"json": []}, {"data": b"{"}])
def test_approving_with_another_role_is_a_400(house: House, admin: Person, body: dict[str, object]) -> None:
    house.visitor().register("ada@home.example")
    admin.patch("/users/ada@home.example/approve", expect=400, **body)


def test_approving_nobody_is_a_404(admin: Person) -> None:
    admin.patch("/users/nobody@home.example/approve", expect=404)


def test_a_new_doctor_can_log_in_at_once_and_is_told_to_change_the_password(house: House, admin: Person) -> None:
    answer = admin.post("/doctors", json=NEW, expect=201)
    assert answer.json.keys() == {"message"}
    login = house.visitor().post("/login", json={"email": NEW["email"], "password": PASSWORD}, expect=200).json
    assert (login["role"], login["collection"], login["must_change_password"]) == ("doctor", "doctors", True)


def test_a_new_doctor_needs_every_field_and_a_free_address(house: House, admin: Person) -> None:
    for field in NEW:
        admin.post("/doctors", json={**NEW, field: ""}, expect=400)
    admin.post("/doctors", json=NEW, expect=201)
    admin.post("/doctors", json={**NEW, "email": NEW["email"].upper()}, expect=409)


def test_deleting_answers_a_message_and_erases_what_the_person_owned(house: House, admin: Person) -> None:
    ada = house.visitor().register("ada@home.example")
    account_id = ada.get("/account").json["_id"]
    assert admin.delete("/users/ADA@home.example", expect=200).json.keys() == {"message"}
    assert account_id in house.erased
    ada.get("/account", expect=401)
    admin.delete("/users/ada@home.example", expect=404)
    house.visitor().register("ada@home.example")


def test_doctors_are_deleted_among_doctors_and_users_among_users(house: House, admin: Person) -> None:
    house.make(Role.DOCTOR, "who@clinic.example")
    house.make(Role.USER, "ada@home.example")
    admin.delete("/users/who@clinic.example", expect=404)
    admin.delete("/doctors/ada@home.example", expect=404)
    admin.delete("/doctors/who@clinic.example", expect=200)
    admin.delete("/users/ada@home.example", expect=200)


def test_the_last_administrator_cannot_be_deleted_or_demoted(house: House, admin: Person) -> None:
    admin.delete("/users/admin@clinic.example", expect=409)
    admin.patch("/users/admin@clinic.example/approve", json={"role": "user"}, expect=409)
    house.make(Role.ADMIN, "second@clinic.example")
    admin.delete("/users/second@clinic.example", expect=200)
    admin.delete("/users/admin@clinic.example", expect=409)


def test_an_administrator_can_be_demoted_while_there_is_another(house: House, admin: Person) -> None:
    second = house.person(Role.ADMIN, "second@clinic.example")
    admin.patch("/users/second@clinic.example/approve", json={"role": "user"}, expect=200)
    second.get("/users", expect=401)
    assert house.visitor().sign_in("second@clinic.example").get("/users", expect=403).json["code"] == "wrong_role"


@pytest.mark.parametrize(
    "body",
    [{"email": {"$gt": ""}, "password": {"$gt": ""}}, {"email": "a@b.example", "password": {"$ne": None}},
     {"email": ["a@b.example"], "password": PASSWORD}, {"email": 1, "password": True}, [], "text", 7, None],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/login", "/register", "/session"])
def test_operators_and_other_types_in_json_are_a_400(house: House, path: str, body: object) -> None:
    house.visitor().post(path, json=body, expect=400)


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"email": NaN,}', b"9" * 5000])
def test_json_that_is_none_is_a_400_in_the_one_form(client: FlaskClient, data: bytes) -> None:
    answer = client.post("/login", data=data, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"] == answer.json["message"]
    assert answer.json["code"]
    assert answer.json["request_id"]


def test_a_body_is_read_whatever_its_content_type(house: House) -> None:
    import json

    house.visitor().post("/register", data=json.dumps(NEW), content_type="text/plain", expect=201)


def test_no_token_and_no_right_are_refused_before_the_body_is_looked_at(house: House) -> None:
    house.visitor().post("/doctors", data=b"{", expect=401)
    house.person(Role.USER, "ada@home.example").post("/doctors", data=b"{", expect=403)
