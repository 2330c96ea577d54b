"""Eight threads and two processes at once: nothing is lost, nothing is given twice."""

from concurrent.futures import ThreadPoolExecutor

from lentigo.settings import Settings
from lentigo.storage import Duplicate, Records, open_records
from tests.contract.kinds import KINDS, PEOPLE, person
from tests.contract.workers import raise_score, said, start

THREADS = 8


def test_eight_threads_and_two_processes_draw_different_numbers(place: Settings, records: Records) -> None:
    others = [start("draw", place, 150) for _ in range(2)]
    with ThreadPoolExecutor(THREADS) as pool:
        mine = list(pool.map(lambda _: records.next("case"), range(200)))
    drawn = mine + [int(number) for other in others for number in said(other)]
    assert sorted(drawn) == list(range(1, 501))


def test_eight_threads_lose_no_update(records: Records) -> None:
    made = records.insert(PEOPLE, person(0))
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: raise_score(records, made["id"], 15), range(THREADS)))
    after = records.get(PEOPLE, made["id"])
    assert after is not None
    assert (after["size"], after["version"]) == (120, 121)


def test_two_processes_lose_no_update(place: Settings, records: Records) -> None:
    made = records.insert(PEOPLE, person(0))
    workers = [start("raise", place, made["id"], 15) for _ in range(2)]
    for worker in workers:
        said(worker)
    after = records.get(PEOPLE, made["id"])
    assert after is not None
    assert (after["size"], after["version"]) == (120, 121)


def test_of_eight_threads_that_want_the_same_value_one_gets_it(records: Records) -> None:
    def claim(n: int) -> bool:
        try:
            records.insert(PEOPLE, person(n % 25))
        except Duplicate:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        won = list(pool.map(claim, range(25 * THREADS)))
    assert sum(won) == 25
    assert records.count(PEOPLE) == {None: 25}


def test_of_two_processes_that_want_the_same_values_each_value_goes_to_one(place: Settings, records: Records) -> None:
    workers = [start("claim", place, 100) for _ in range(2)]
    won = [int(number) for worker in workers for number in said(worker)]
    assert sorted(won) == list(range(100))
    assert records.count(PEOPLE) == {None: 100}


def test_eight_threads_insert_and_every_record_is_there(records: Records) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(lambda n: records.insert(PEOPLE, person(n)), range(400)))
        read = list(pool.map(lambda each: records.get(PEOPLE, each["id"]), made))
    assert read == made


def test_eight_processes_worth_of_openings_agree_on_one_store(place: Settings) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        stores = list(pool.map(lambda _: open_records(place, KINDS), range(THREADS)))
    for n, store in enumerate(stores):
        store.insert(PEOPLE, person(n))
    assert stores[0].count(PEOPLE) == {None: THREADS}
    for store in stores:
        store.close()


def test_two_processes_may_open_a_new_store_at_the_same_moment(place: Settings) -> None:
    workers = [start("draw", place, 1) for _ in range(3)]
    assert sorted(int(number) for worker in workers for number in said(worker)) == [1, 2, 3]
