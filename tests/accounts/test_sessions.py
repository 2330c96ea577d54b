"""Sessions of our own page: short tokens, a cookie that turns, and a copy that is found out."""

from http.cookies import SimpleCookie

import pytest
from werkzeug.test import TestResponse

from lentigo.accounts.permissions import Role
from tests.accounts.conftest import House
from tests.accounts.person import PASSWORD, Person

PAGE = {"X-Lentigo": "page"}


def cookie_of(answer: TestResponse) -> str:
    """The refresh token that an answer sets."""
    return SimpleCookie(answer.headers["Set-Cookie"])["lentigo_refresh"].value


def refresh(person: Person, token: str, *, expect: int) -> TestResponse:
    """Use a refresh token as a page would."""
    person.client.set_cookie("lentigo_refresh", token, path="/session")
    return person.post("/session/refresh", headers=PAGE, expect=expect)


@pytest.fixture
def page(house: House) -> Person:
    """Somebody in front of our own page, who has an account but is not signed in."""
    house.make(Role.USER, "ada@home.example")
    return house.visitor()


def opened(page: Person) -> TestResponse:
    """Sign in to the page."""
    return page.post("/session", json={"email": "ada@home.example", "password": PASSWORD}, expect=200)


def test_a_session_answers_a_token_of_fifteen_minutes_and_the_account(page: Person, house: House) -> None:
    answer = opened(page).json
    assert answer.keys() == {"access_token", "expires_in", "refreshes", "account", "max_upload_bytes"}
    assert answer["refreshes"] is True
    assert answer["expires_in"] == 15 * 60
    assert answer["max_upload_bytes"] == 20_000_000
    assert answer["account"]["email"] == "ada@home.example"
    assert answer["account"].keys() >= {"_id", "name", "email", "role", "approved", "must_change_password"}
    page.token = answer["access_token"]
    page.get("/account", expect=200)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(page: Person) -> None:
    morsel = SimpleCookie(opened(page).headers["Set-Cookie"])["lentigo_refresh"]
    assert (morsel["path"], morsel["samesite"], morsel["httponly"]) == ("/session", "Strict", True)
    assert not morsel["secure"]
    secure = page.client.post(
        "/session", json={"email": "ada@home.example", "password": PASSWORD}, base_url="https://clinic.example"
    )
    assert SimpleCookie(secure.headers["Set-Cookie"])["lentigo_refresh"]["secure"]


@pytest.mark.parametrize("path", ["/login", "/session"])
def test_login_and_session_fail_alike(house: House, path: str) -> None:
    house.visitor().register("new@home.example")
    for email, password, status in (("new@home.example", PASSWORD, 403), ("new@home.example", "wrong", 401),
                                    ("", "", 400)):  # fmt: skip
        house.visitor().post(path, json={"email": email, "password": password}, expect=status)


def test_what_a_form_on_another_site_can_send_opens_no_session(page: Person) -> None:
    import json

    body = json.dumps({"email": "ada@home.example", "password": PASSWORD})
    answer = page.post("/session", data=body, content_type="text/plain", expect=400)
    assert "Set-Cookie" not in answer.headers


def test_refreshing_gives_a_new_token_and_turns_the_cookie(page: Person) -> None:
    first = cookie_of(opened(page))
    answer = refresh(page, first, expect=200)
    assert answer.json.keys() == {"access_token", "expires_in", "refreshes", "account", "max_upload_bytes"}
    assert cookie_of(answer) != first
    page.token = answer.json["access_token"]
    page.get("/account", expect=200)


def test_refreshing_needs_the_header_that_other_sites_cannot_send(page: Person) -> None:
    opened(page)
    page.post("/session/refresh", expect=401)
    page.post("/session/refresh", headers=PAGE, expect=200)


def test_a_refresh_token_that_comes_back_ends_the_session_for_both(page: Person, house: House) -> None:
    stolen = cookie_of(opened(page))
    answer = refresh(page, stolen, expect=200)
    house.clock.forward(seconds=11)
    refresh(house.visitor(), stolen, expect=401)
    refresh(page, cookie_of(answer), expect=401)
    page.token = answer.json["access_token"]
    page.get("/account", expect=401)
    assert "session.reuse_detected" in house.acts


def test_two_tabs_that_refresh_at_the_same_moment_both_stay_signed_in(page: Person, house: House) -> None:
    first = cookie_of(opened(page))
    one, other = refresh(page, first, expect=200), refresh(page, first, expect=200)
    assert cookie_of(one) == cookie_of(other)
    house.clock.forward(minutes=10)
    refresh(page, cookie_of(other), expect=200)


def test_a_token_older_than_the_last_one_is_found_out_even_within_the_grace(page: Person) -> None:
    first = cookie_of(opened(page))
    second = cookie_of(refresh(page, first, expect=200))
    third = cookie_of(refresh(page, second, expect=200))
    refresh(page, first, expect=401)
    refresh(page, third, expect=401)


@pytest.mark.parametrize("forge", [
    lambda token: "", lambda token: "x", lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
    lambda token: token.replace(".1.", ".2."), lambda token: token.replace(".1.", ".01."),
    lambda token: "00000000-0000-7000-8000-000000000000" + token[36:], lambda token: token * 2,
])  # fmt: skip
def test_a_forged_refresh_token_is_a_401_and_harms_nobody(page: Person, forge: object) -> None:
    good = cookie_of(opened(page))
    refresh(page, forge(good), expect=401)  # type: ignore[operator]
    refresh(page, good, expect=200)


def test_an_access_token_is_no_refresh_token_and_the_other_way_round(page: Person) -> None:
    answer = opened(page)
    refresh(page, answer.json["access_token"], expect=401)
    page.token = cookie_of(answer)
    page.get("/account", expect=401)


def test_a_session_ends_after_fourteen_days_however_often_it_is_refreshed(page: Person, house: House) -> None:
    token = cookie_of(opened(page))
    for _ in range(13):
        house.clock.forward(days=1)
        token = cookie_of(refresh(page, token, expect=200))
    house.clock.forward(hours=23, minutes=55)
    last = refresh(page, token, expect=200)
    assert last.json["expires_in"] <= 300
    house.clock.forward(minutes=6)
    refresh(page, cookie_of(last), expect=401)


def test_closing_by_the_cookie_ends_the_session_and_clears_it(page: Person) -> None:
    answer = opened(page)
    closed = page.delete("/session", expect=200)
    assert "lentigo_refresh=;" in closed.headers["Set-Cookie"]
    refresh(page, cookie_of(answer), expect=401)
    page.token = answer.json["access_token"]
    page.get("/account", expect=401)


def test_closing_by_the_token_ends_the_session(page: Person) -> None:
    answer = opened(page)
    page.client.delete_cookie("lentigo_refresh", path="/session")
    page.token = answer.json["access_token"]
    page.delete("/session", expect=200)
    page.get("/account", expect=401)
    refresh(page, cookie_of(answer), expect=401)


def test_closing_what_is_not_open_is_fine(house: House) -> None:
    someone = house.visitor()
    someone.delete("/session", expect=200)
    someone.token = "a.b.c"
    someone.delete("/session", expect=200)


def test_sessions_that_expired_are_cleared_away(house: House, page: Person) -> None:
    from lentigo.accounts.store import SESSION

    for _ in range(5):
        opened(page)
    house.clock.forward(days=15)
    opened(page)
    assert len(house.records.find(SESSION).records) == 1
