"""What happens to a spot's pictures while the spot is given up."""

from pathlib import Path
from typing import Any

from lentigo.accounts.permissions import Caller, Role
from lentigo.lesions.service import Lesions
from lentigo.lesions.store import LesionStore
from lentigo.problems import NotFound
from lentigo.storage.records import Record
from tests.privacy.house import House

SOMEBODY = Caller("somebody", "a@home.example", "A", Role.USER, True, False, "session")
BACK = {"name": "", "site": "back", "side": None}


def giving_up(house: House, begun: Record, meanwhile: Any) -> None:
    """Give up a spot; something else happens to each of its pictures after they were listed."""

    def own(*, caller: Caller, reference: str, where: str) -> Record:
        meanwhile(reference)
        record = house.store.of_owner(caller.id, reference)
        if record is None:
            raise NotFound("There is no such submission.")
        return record

    lesions = Lesions(
        store=LesionStore(house.records), submissions=house.store, own=own, tell=lambda records, _: [*records],
        audit=house.audit, owner_stands=lambda _: True,
    )  # fmt: skip
    lesions.remove(caller=SOMEBODY, lesion_id=begun["id"], where="here")


def test_a_picture_that_is_put_to_another_spot_meanwhile_stays_there(tmp_path: Path) -> None:
    house = House(tmp_path)
    begun, other = (LesionStore(house.records).add("somebody", BACK) for _ in "ab")
    shown = [house.store.put({**house.keep(days_old=1), "lesion_id": begun["id"]}) for _ in range(2)]

    def move(reference: str) -> None:
        record = house.store.of_owner("somebody", reference)
        if record is not None and record["id"] == shown[0]["id"]:
            house.store.put({**record, "lesion_id": other["id"]})

    giving_up(house, begun, move)

    now_on = [house.store.of_owner("somebody", one["id"]) for one in shown]
    assert [one and one["lesion_id"] for one in now_on] == [other["id"], None]


def test_a_picture_that_is_deleted_meanwhile_keeps_nobody_from_giving_the_spot_up(tmp_path: Path) -> None:
    house = House(tmp_path)
    begun = LesionStore(house.records).add("somebody", BACK)
    shown = [house.store.put({**house.keep(days_old=1), "lesion_id": begun["id"]}) for _ in range(2)]

    giving_up(house, begun, lambda reference: reference == shown[1]["id"] and house.store.remove(shown[1]))

    left = house.store.of_owner("somebody", shown[0]["id"])
    assert left is not None
    assert left["lesion_id"] is None
    assert LesionStore(house.records).count("somebody") == 0
