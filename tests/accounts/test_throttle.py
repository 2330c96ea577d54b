"""Too many tries: the same for everybody, known or not, and over as soon as the time is over."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from lentigo.accounts.permissions import Role
from lentigo.accounts.throttle import REGISTRATION, SIGN_IN, SIGN_IN_NETWORK, Throttle, network
from lentigo.problems import TooManyAttempts
from lentigo.storage import Records
from tests.accounts.conftest import SECRET, Clock, House
from tests.accounts.person import PASSWORD

WRONG = "wrong one"


def sign_in(house: House, email: str, password: str = WRONG) -> tuple[int, int]:
    """Try to sign in; gives status and Retry-After."""
    answer = house.visitor().post("/login", json={"email": email, "password": password})
    return answer.status_code, int(answer.headers.get("Retry-After", 0))


@pytest.mark.parametrize("email", ["ada@home.example", "nobody@home.example"])
def test_after_ten_failures_known_and_unknown_accounts_get_the_same_429(house: House, email: str) -> None:
    house.make(Role.USER, "ada@home.example")
    assert [sign_in(house, email)[0] for _ in range(12)] == [401] * 10 + [429] * 2
    status, wait = sign_in(house, email, PASSWORD)
    assert status == 429, "the right password does not help"
    assert 14 * 60 < wait <= 15 * 60
    assert sign_in(house, email.upper())[0] == 429, "nor does another letter case"


def test_one_network_address_cannot_try_every_account(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lentigo.accounts.service.SIGN_IN_NETWORK", replace(SIGN_IN_NETWORK, tries=25))
    house.make(Role.USER, "ada@home.example")
    assert [sign_in(house, f"number{one}@home.example")[0] for one in range(25)] == [401] * 25
    status, wait = sign_in(house, "ada@home.example", PASSWORD)
    assert status == 429
    assert 14 * 60 < wait <= 15 * 60
    house.clock.forward(minutes=16)
    assert sign_in(house, "ada@home.example", PASSWORD)[0] == 200


def test_who_signs_in_rightly_is_not_counted_for_the_network(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lentigo.accounts.service.SIGN_IN_NETWORK", replace(SIGN_IN_NETWORK, tries=3))
    house.make(Role.USER, "ada@home.example")
    assert [sign_in(house, "ada@home.example", PASSWORD)[0] for _ in range(6)] == [200] * 6


def test_the_429_says_so_in_words(house: House) -> None:
    for _ in range(10):
        sign_in(house, "nobody@home.example")
    answer = house.visitor().post("/session", json={"email": "nobody@home.example", "password": "x"}, expect=429)
    assert answer.json["code"] == "too_many_attempts"
    assert answer.json["error"] == answer.json["message"]


def test_when_the_time_is_over_the_account_opens(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    for _ in range(10):
        sign_in(house, "ada@home.example")
    _, wait = sign_in(house, "ada@home.example")
    house.clock.forward(seconds=wait - 2)
    assert sign_in(house, "ada@home.example", PASSWORD)[0] == 429
    house.clock.forward(seconds=3)
    assert sign_in(house, "ada@home.example", PASSWORD)[0] == 200


def test_failures_that_lie_back_further_than_a_quarter_of_an_hour_do_not_count(house: House) -> None:
    for _ in range(12):
        assert sign_in(house, "ada@home.example")[0] == 401
        house.clock.forward(minutes=2)


def test_signing_in_forgets_the_failures(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    for _ in range(3):
        assert {sign_in(house, "ada@home.example")[0] for _ in range(9)} == {401}
        assert sign_in(house, "ada@home.example", PASSWORD)[0] == 200


def test_one_accounts_failures_are_not_anothers(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    for _ in range(11):
        sign_in(house, "bob@home.example")
    assert sign_in(house, "ada@home.example", PASSWORD)[0] == 200


def test_of_forty_guesses_at_the_same_moment_ten_are_answered(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: sign_in(house, "ada@home.example")[0], range(40)))
    assert sorted(answers) == [401] * 10 + [429] * 30


def test_thirty_two_people_who_know_the_password_sign_in_at_the_same_moment(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: sign_in(house, "ada@home.example", PASSWORD)[0], range(32)))
    assert answers == [200] * 32


def test_the_count_holds_no_address(house: House) -> None:
    from lentigo.accounts.store import TRIES

    sign_in(house, "somebody@home.example")
    house.visitor().register("ada@home.example")
    text = repr(house.records.find(TRIES).records)
    assert "home.example" not in text
    assert "127.0.0.1" not in text


def test_counts_that_are_long_over_are_cleared_away(house: House) -> None:
    from lentigo.accounts.store import TRIES

    for number in range(5):
        sign_in(house, f"somebody{number}@home.example")
    house.clock.forward(hours=2)
    sign_in(house, "ada@home.example")
    assert len(house.records.find(TRIES).records) == 2, "the last one's e-mail address, and the network address"


def test_sixty_registrations_an_hour_from_one_network_address(house: House) -> None:
    throttle = house.accounts.throttle
    for _ in range(59):
        throttle.count(REGISTRATION, "127.0.0.1")
    body = {"name": "A", "email": "a@home.example", "password": PASSWORD}
    house.visitor().post("/register", json=body, expect=201)
    refused = house.visitor().post("/register", json={**body, "email": "b@home.example"}, expect=429)
    assert 3000 < int(refused.headers["Retry-After"]) <= 3600
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    house.visitor().post("/register", json={**body, "email": "c@home.example"}, environ_base=elsewhere, expect=201)
    house.clock.forward(hours=1, seconds=1)
    house.visitor().post("/register", json={**body, "email": "b@home.example"}, expect=201)


def test_registrations_that_are_malformed_do_not_count(house: House) -> None:
    for _ in range(70):
        house.visitor().post("/register", json={"name": "A", "email": "none", "password": PASSWORD}, expect=400)
    house.visitor().register("a@home.example")


@pytest.mark.parametrize(
    ("address", "reduced"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix socket", "unix socket"),
        (None, "unknown"),
    ],
)
def test_a_customer_of_a_provider_is_one_network(address: str | None, reduced: str) -> None:
    assert network(address) == reduced


def test_two_processes_share_the_count(house: House) -> None:
    records: Records = house.records
    one, other = (Throttle(records, secret=SECRET, clock=Clock()) for _ in range(2))
    for number in range(10):
        (one if number % 2 else other).count(SIGN_IN, "ada")
    with pytest.raises(TooManyAttempts):
        one.count(SIGN_IN, "ada")
    with pytest.raises(TooManyAttempts):
        other.check(SIGN_IN, "ada")
    one.clear(SIGN_IN, "ada")
    other.check(SIGN_IN, "ada")
