"""What SQLite keeps of deleted people where deleting a row does not reach."""

import random
from pathlib import Path

from lentigo.accounts.permissions import Role
from lentigo.accounts.store import ACCOUNT, KINDS, Account, AccountStore
from lentigo.storage.records import now
from lentigo.storage.sqlite import SqliteRecords


def crowd(store: AccountStore, chance: random.Random) -> dict[str, Account]:
    """Add people with names of many lengths, and rename some, so that pages are split; by the sign in their name."""
    people: dict[str, Account] = {}
    for _ in range(600):
        sign = f"{chance.getrandbits(64):016x}"
        people[sign] = store.add(
            name=f"Nm{sign} {'x' * chance.randrange(80)}", email=f"em{sign}@home.example", role=Role.USER,
            approved=False, password="p" * 90, must_change_password=False, created=now(),
        )  # fmt: skip
        if chance.random() < 0.5:
            renamed = chance.choice(list(people))
            store.change(people[renamed].id, name=f"Nm{renamed} {'y' * chance.randrange(150)}")
    return people


def test_after_a_scrub_no_page_holds_a_deleted_name_and_all_others_are_still_there(tmp_path: Path) -> None:
    chance = random.Random(0)  # noqa: S311 - with this seed two names stay readable without the scrub
    records = SqliteRecords(tmp_path / "lentigo.sqlite3", KINDS)
    store = AccountStore(records)
    people = crowd(store, chance)
    gone = chance.sample(sorted(people), 300)
    for sign in gone:
        store.change(people[sign].id, erasing=True)
        store.remove(people[sign].id)

    records.scrub(ACCOUNT)

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [sign for sign in gone if sign.encode() in kept] == []
    left = people.keys() - set(gone)
    assert {account.id for account in store.of_role(Role.USER)} == {people[sign].id for sign in left}
    assert all(store.named(f"EM{sign}@home.example").id == people[sign].id for sign in left)
    records.close()
    again = AccountStore(SqliteRecords(tmp_path / "lentigo.sqlite3", KINDS))
    assert len(again.of_role(Role.USER)) == 300
