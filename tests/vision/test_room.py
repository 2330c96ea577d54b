"""Decoders take turns in the memory that they share."""

import threading
import time

from lentigo.vision.room import Room


def test_what_does_not_fit_waits_until_it_does() -> None:
    room, order = Room(100), []

    def later() -> None:
        with room.take(60):
            order.append("second")

    with room.take(60):
        thread = threading.Thread(target=later)
        thread.start()
        time.sleep(0.05)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_small_ones_go_side_by_side() -> None:
    room = Room(100)
    with room.take(40), room.take(40):
        pass


def test_one_larger_than_the_room_goes_alone_and_a_failure_frees_it() -> None:
    room = Room(100)
    for _ in range(2):
        try:
            with room.take(10_000):
                raise ValueError
        except ValueError:
            pass
    with room.take(100):
        pass
