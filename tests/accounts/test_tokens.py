"""Tokens that must open nothing, whatever is wrong with them."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lentigo.accounts.permissions import Role
from tests.accounts.conftest import SECRET, House
from tests.accounts.person import Person

Forge = Callable[[dict[str, Any]], str]


def claims_of(token: str) -> dict[str, Any]:
    """Read a token's claims without believing them."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed(claims: dict[str, Any], key: str = SECRET, algorithm: str = "HS256") -> str:
    """Sign claims as an attacker or we would."""
    return jwt.encode(claims, key, algorithm=algorithm)


def part(value: object) -> str:
    """Encode one part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


FORGERIES: dict[str, Forge] = {
    "without a signature": lambda claims: f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}.",
    "with algorithm None": lambda claims: f"{part({'alg': 'None'})}.{part(claims)}.AAAA",
    "signed with another key": lambda claims: signed(claims, "x" * 40),
    "signed by another algorithm": lambda claims: signed(claims, algorithm="HS384"),
    "expired": lambda claims: signed({**claims, "exp": int(time.time()) - 1}),
    "not yet valid": lambda claims: signed({**claims, "nbf": int(time.time()) + 600}),
    "issued in the future": lambda claims: signed({**claims, "iat": int(time.time()) + 600}),
    "of the wrong type": lambda claims: signed({**claims, "type": "refresh"}),
    "of another issuer": lambda claims: signed({**claims, "iss": "elsewhere"}),
    "without an issuer": lambda claims: signed({name: value for name, value in claims.items() if name != "iss"}),
    "without a subject": lambda claims: signed({name: value for name, value in claims.items() if name != "sub"}),
    "with a subject that is no text": lambda claims: signed({**claims, "sub": 7}),
    "of nobody": lambda claims: signed({**claims, "sub": "00000000-0000-7000-8000-000000000000"}),
    "of another session": lambda claims: signed({**claims, "fam": "00000000-0000-7000-8000-000000000000"}),
    "without a session": lambda claims: signed({name: value for name, value in claims.items() if name != "fam"}),
    "with a session that is an operator": lambda claims: signed({**claims, "fam": {"$gt": ""}}),
    "of an earlier epoch": lambda claims: signed({**claims, "epoch": claims["epoch"] - 1}),
    "with an epoch that is true": lambda claims: signed({**claims, "epoch": True}),
    "tampered with": lambda claims: _tampered(signed(claims)),
    "cut": lambda claims: signed(claims)[:-4],
    "empty": lambda claims: "",
    "of two parts": lambda claims: signed(claims).rsplit(".", 1)[0],
    "doubled": lambda claims: f"{signed(claims)}, Bearer {signed(claims)}",
    "followed by another": lambda claims: f"{signed(claims)} {signed(claims)}",
    "very long": lambda claims: f"{signed(claims)}{'A' * 100_000}",
    "nested deeply": lambda claims: f"{base64.urlsafe_b64encode(b'[' * 300).decode()}.{'W1tb' * 300}.AAAA",
}


def _tampered(token: str) -> str:
    header, claims, seal = token.split(".")
    middle = len(claims) // 2
    return f"{header}.{claims[:middle]}{'A' if claims[middle] != 'A' else 'B'}{claims[middle + 1 :]}.{seal}"


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_opens_nothing_that_is(house: House, admin: Person, forgery: str) -> None:
    assert admin.token is not None
    admin.token = FORGERIES[forgery](claims_of(admin.token))
    answer = admin.get("/users", expect=401)
    assert answer.json["code"] == "not_signed_in"
    assert answer.json["error"] == answer.json["message"]


def test_a_token_signed_with_the_right_claims_opens(admin: Person) -> None:
    assert admin.token is not None
    admin.token = signed(claims_of(admin.token))
    admin.get("/users", expect=200)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "bearer {}", "Basic {}", "{}", "Token {}", ", ,", "Bearer {},"]
)
def test_a_header_of_another_form_is_a_401(house: House, admin: Person, header: str) -> None:
    token, admin.token = admin.token, None
    admin.get("/users", headers={"Authorization": header.format(token)}, expect=401)


def test_two_headers_are_a_401_even_when_both_are_right(admin: Person) -> None:
    token, admin.token = admin.token, None
    answer = admin.client.get("/users", headers=[("Authorization", f"Bearer {token}")] * 2)
    assert answer.status_code == 401


def test_a_token_in_the_address_a_cookie_or_the_body_is_none(house: House, admin: Person) -> None:
    token, admin.token = admin.token, None
    admin.get(f"/users?jwt={token}&access_token={token}", expect=401)
    admin.client.set_cookie("access_token_cookie", token or "")
    admin.get("/users", expect=401)
    admin.ask("GET", "/users", json={"access_token": token}, expect=401)


def test_a_token_says_nothing_of_the_person(house: House) -> None:
    ada = house.person(Role.USER, "ada@home.example")
    assert ada.token is not None
    assert claims_of(ada.token).keys() == {"sub", "fam", "epoch", "iss", "type", "fresh", "jti", "iat", "nbf", "exp"}
    assert "ada" not in json.dumps(claims_of(ada.token))


def test_the_token_of_a_login_lives_eight_hours(house: House) -> None:
    ada = house.person(Role.USER, "ada@home.example")
    claims = claims_of(ada.token or "")
    assert claims["exp"] - claims["iat"] == pytest.approx(8 * 3600, abs=2)
    house.clock.forward(hours=8, seconds=1)
    ada.get("/account", expect=401)


def test_the_token_of_a_deleted_account_opens_nothing_even_if_somebody_registers_the_address_anew(
    house: House, admin: Person
) -> None:
    ada = house.person(Role.USER, "ada@home.example")
    admin.delete("/users/ada@home.example", expect=200)
    ada.get("/account", expect=401)
    house.visitor().register("ada@home.example")
    ada.get("/account", expect=401)


def test_a_change_of_role_ends_every_token_of_the_account(house: House, admin: Person) -> None:
    ada = house.person(Role.USER, "ada@home.example")
    admin.patch("/users/ada@home.example/approve", json={"role": "user"}, expect=200)
    ada.get("/account", expect=200)
    admin.patch("/users/ada@home.example/approve", json={"role": "doctor"}, expect=200)
    ada.get("/account", expect=401)
    assert house.visitor().sign_in("ada@home.example").get("/account").json["role"] == "doctor"


def test_logging_out_ends_this_token_and_no_other(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    here, there = house.visitor().sign_in("ada@home.example"), house.visitor().sign_in("ada@home.example")
    here.post("/logout", expect=200)
    here.get("/account", expect=401)
    here.post("/logout", expect=401)
    there.get("/account", expect=200)


@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.one_of(
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n\x00"), max_size=80),
    st.builds("Bearer {}.{}.{}".format, *[st.from_regex(r"[A-Za-z0-9_=-]{0,60}", fullmatch=True)] * 3),
    st.builds(lambda head, body: f"Bearer {part(head)}.{part(body)}.AAAA",
              *[st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                             lambda inner: st.dictionaries(st.sampled_from(["alg", "typ", "kid", "crit", "sub"]), inner)
                             | st.lists(inner, max_size=3))] * 2),
))  # fmt: skip
def test_no_header_whatsoever_is_anything_but_a_401(house: House, header: str) -> None:
    answer = house.app.test_client().get("/users", headers={"Authorization": header})
    assert answer.status_code == 401
