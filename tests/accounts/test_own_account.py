"""What a person does with the own account."""

import pytest

from lentigo.accounts.permissions import Role
from tests.accounts.conftest import House
from tests.accounts.person import PASSWORD, Person
from tests.accounts.test_sessions import cookie_of, refresh

NEXT = "another password of mine"


@pytest.fixture
def ada(house: House) -> Person:
    """A user, signed in."""
    return house.person(Role.USER, "ada@home.example")


def test_the_own_account_tells_everything_but_the_password(ada: Person) -> None:
    answer = ada.get("/account", expect=200)
    assert answer.json.keys() == {
        "_id",
        "name",
        "email",
        "role",
        "approved",
        "created",
        "must_change_password",
        "active",
        "language",
    }
    assert answer.json["created"].endswith(("Z", "+00:00"))


def test_the_name_can_be_changed_and_nothing_else(ada: Person) -> None:
    body = {"name": " Ada, Countess of Lovelace ", "role": "admin", "approved": True, "email": "x@y.example"}
    answer = ada.patch("/account", json=body, expect=200).json
    assert (answer["name"], answer["role"], answer["email"]) == (
        "Ada, Countess of Lovelace",
        "user",
        "ada@home.example",
    )


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b", "a\nb", None, ["a"], {"$gt": ""}])
def test_a_name_must_be_one_line_of_text(ada: Person, name: object) -> None:
    ada.patch("/account", json={"name": name}, expect=400)


def test_a_new_password_ends_every_token_of_before_and_gives_one_that_opens(house: House, ada: Person) -> None:
    elsewhere = house.visitor().sign_in("ada@home.example")
    answer = ada.post("/account/password", json={"current_password": PASSWORD, "new_password": NEXT}, expect=200).json
    assert answer.keys() == {"message", "access_token", "expires_in"}
    ada.get("/account", expect=401)
    elsewhere.get("/account", expect=401)
    ada.token = answer["access_token"]
    ada.get("/account", expect=200)
    house.visitor().post("/login", json={"email": "ada@home.example", "password": PASSWORD}, expect=401)
    house.visitor().sign_in("ada@home.example", NEXT)


def test_a_new_password_on_our_page_gives_a_new_cookie_and_ends_the_old_one(house: House, ada: Person) -> None:
    opened = ada.post("/session", json={"email": "ada@home.example", "password": PASSWORD}, expect=200)
    ada.token = opened.json["access_token"]
    changed = ada.post("/account/password", json={"current_password": PASSWORD, "new_password": NEXT}, expect=200)
    assert changed.json["expires_in"] == 15 * 60
    refresh(house.visitor(), cookie_of(opened), expect=401)
    refresh(house.visitor(), cookie_of(changed), expect=200)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"current_password": "wrong one", "new_password": NEXT}, "current_password"),
        ({"current_password": PASSWORD, "new_password": "short"}, "new_password"),
        ({"current_password": PASSWORD, "new_password": PASSWORD}, "new_password"),
        ({"current_password": PASSWORD}, "new_password"),
        ({"new_password": NEXT}, "current_password"),
    ],
)
def test_a_password_change_that_fails_is_a_400_that_names_the_field(
    ada: Person, body: dict[str, str], field: str
) -> None:
    answer = ada.post("/account/password", json=body, expect=400)
    assert [fault["field"] for fault in answer.json["details"]] == [field]
    ada.get("/account", expect=200)


def test_the_current_password_cannot_be_guessed_with_a_stolen_token(ada: Person) -> None:
    for _ in range(10):
        ada.post("/account/password", json={"current_password": "wrong one", "new_password": NEXT}, expect=400)
    answer = ada.post("/account/password", json={"current_password": PASSWORD, "new_password": NEXT}, expect=429)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_doctor_who_sets_an_own_password_is_asked_no_longer(house: House, admin: Person) -> None:
    doctor = {"name": "Who", "email": "who@clinic.example", "password": "the known password"}
    admin.post("/doctors", json=doctor, expect=201)
    who = house.visitor().sign_in("who@clinic.example", "the known password")
    assert who.get("/account").json["must_change_password"] is True
    body = {"current_password": "the known password", "new_password": NEXT}
    who.token = who.post("/account/password", json=body, expect=200).json["access_token"]
    assert who.get("/account").json["must_change_password"] is False
    login = house.visitor().post("/login", json={"email": "who@clinic.example", "password": NEXT}, expect=200)
    assert login.json["must_change_password"] is False


def test_the_same_characters_typed_on_another_keyboard_are_the_same_password(house: House) -> None:
    house.visitor().register("eve@home.example", password="Pässwörter")
    decomposed = house.visitor().post(
        "/login", json={"email": "eve@home.example", "password": "Pässwörter"}, expect=403
    )
    assert decomposed.json["code"] == "not_approved"


def test_the_audit_remembers_by_ids_and_never_by_names(house: House, ada: Person) -> None:
    account_id = ada.get("/account").json["_id"]
    ada.post("/account/password", json={"current_password": "wrong one", "new_password": NEXT}, expect=400)
    ada.patch("/account", json={"name": "Countess"}, expect=200)
    ada.post("/account/password", json={"current_password": PASSWORD, "new_password": NEXT}, expect=200)
    house.visitor().post("/login", json={"email": "bob@home.example", "password": "wrong one"}, expect=401)
    assert house.acts[1:] == [
        "account.signed_in", "account.password_change_refused", "account.renamed", "account.password_changed",
        "account.sign_in_refused",
    ]  # fmt: skip
    lines = house.audit.find().records
    assert {line["who"] for line in lines} == {"tests", account_id, "nobody"}
    assert all(line["where"] == "127.0.0.1" for line in lines if line["who"] != "tests")
    # The links of the chain are hexadecimal, and chance spells a name like Ada in them.
    told = [{key: value for key, value in line.items() if key not in ("mac", "key")} for line in lines]
    text = repr(told).lower()
    assert "ada" not in text.replace(account_id, "")
    assert "bob" not in text
    assert "example" not in text
