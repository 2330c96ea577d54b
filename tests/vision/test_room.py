"""Decoders take turns in the memory that they share."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from lentigo.problems import Unavailable
from lentigo.vision import decode as decoding
from lentigo.vision.room import PATIENCE, Room
from tests.vision.files import encoded, scene


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


def test_who_waits_too_long_is_told_when_to_come_again() -> None:
    room = Room(100, patience=0.1)
    with room.take(60):
        began = time.monotonic()
        with pytest.raises(Unavailable) as refused, room.take(60):
            pass
        assert 0.1 <= time.monotonic() - began < 5
        assert (refused.value.status, refused.value.code) == (503, "unavailable")
        assert refused.value.retry_after
        with room.take(40):  # who gave up keeps nobody else out
            pass
    with room.take(100):
        pass


def test_a_picture_that_finds_no_room_is_not_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(1, patience=0.05)
    monkeypatch.setattr(decoding, "DECODING", room)
    picture, tiff = encoded(scene(), "JPEG"), decoding.decode(encoded(scene(), "TIFF"))
    reads: list[Callable[[], Any]] = [
        lambda: decoding.decode(picture), tiff.kept, lambda: decoding.shrunk(picture, 100),
    ]  # fmt: skip
    with room.take(1):
        for read in reads:
            with pytest.raises(Unavailable):
                read()
    assert decoding.decode(picture).width == scene().width


def test_a_loaded_machine_is_waited_for() -> None:
    assert PATIENCE >= 30


def test_a_large_one_is_not_passed_by_small_ones_that_came_later() -> None:
    room, order = Room(100), []

    def take(name: str, size: int) -> None:
        with room.take(size):
            order.append(name)

    threads = [threading.Thread(target=take, args=job) for job in (("large", 100), ("small", 10), ("small", 10))]
    with room.take(10):
        for thread in threads:
            thread.start()
            time.sleep(0.05)
        assert order == []
    for thread in threads:
        thread.join(5)
    assert order[0] == "large"
    assert sorted(order[1:]) == ["small", "small"]
