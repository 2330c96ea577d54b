"""Passwords: their cost, the same for nobody's account, within bounded memory."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
from argon2 import PasswordHasher

from lentigo.accounts import passwords
from lentigo.accounts.passwords import Passwords
from lentigo.accounts.permissions import Role
from lentigo.problems import BadInput, Unavailable
from tests.accounts.conftest import House
from tests.accounts.person import PASSWORD


@pytest.fixture(autouse=True)
def cheap_passwords() -> None:
    """Here they cost what they cost."""


def test_a_hash_is_argon2id_at_owasps_cost_or_above() -> None:
    stored = Passwords().hash(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_right_password_matches_and_no_other() -> None:
    keeper = Passwords()
    stored = keeper.hash(PASSWORD)
    assert keeper.verify(stored, PASSWORD)
    assert not keeper.verify(stored, PASSWORD + " ")
    assert not keeper.verify(stored, "")
    assert keeper.hash(PASSWORD) != stored, "every hash has a salt of its own"


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA"])
def test_nobodys_password_never_matches(stored: str | None) -> None:
    assert not Passwords().verify(stored, PASSWORD)
    assert not Passwords().verify(stored, "")


@pytest.mark.parametrize("password", ["1234567", "x" * 1025, "\ud800" * 8])
def test_a_password_that_cannot_be_taken_is_refused(password: str) -> None:
    with pytest.raises(BadInput):
        Passwords().hash(password)


def test_nobodys_account_takes_as_long_as_somebodys() -> None:
    keeper = Passwords()
    stored = keeper.hash(PASSWORD)

    def seconds(hashed: str | None) -> float:
        start = time.thread_time()
        keeper.verify(hashed, "wrong one")
        return time.thread_time() - start

    pairs = [(seconds(stored), seconds(None)) for _ in range(15)]
    known, unknown = (median(column) for column in zip(*pairs, strict=True))
    assert unknown == pytest.approx(known, rel=0.3)


def test_no_more_than_two_hashes_are_worked_on_at_once_and_always_by_the_same_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keeper = Passwords()
    working, most = 0, 0
    threads: set[str] = set()
    real = keeper._hasher.verify

    class Watched:
        def verify(self, *args: object) -> bool:
            nonlocal working, most
            working += 1
            most = max(most, working)
            threads.add(threading.current_thread().name)
            try:
                return real(*args)  # type: ignore[arg-type]
            finally:
                working -= 1

    stored = keeper.hash(PASSWORD)
    monkeypatch.setattr(keeper, "_hasher", Watched())
    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(lambda _: keeper.verify(stored, PASSWORD), range(12)))
    assert most <= passwords.AT_ONCE
    assert len(threads) <= passwords.AT_ONCE, "every further thread keeps 19 MiB"


def test_who_waits_too_long_for_a_turn_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0.01)
    keeper = Passwords()
    for _ in range(passwords.AT_ONCE):
        keeper._turns.acquire()
    with pytest.raises(Unavailable) as refusal:
        keeper.verify(None, PASSWORD)
    assert refusal.value.retry_after


def test_a_hash_of_other_days_is_renewed_at_the_next_sign_in(house: House) -> None:
    house.make(Role.USER, "ada@home.example")
    account = house.accounts.store.named("ada@home.example")
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    house.accounts.store.change(account.id, password=weak)
    house.visitor().sign_in("ada@home.example")
    renewed = house.accounts.store.named("ada@home.example").password
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    house.visitor().sign_in("ada@home.example")
    assert house.accounts.store.named("ada@home.example").password == renewed
