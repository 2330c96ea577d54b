"""A server that is killed in the middle of its work has lost nothing that it had acknowledged."""

import os
import signal
import threading
import time
from pathlib import Path

import httpx2 as httpx

from tests.server import Server


def test_every_acknowledged_upload_is_there_after_kill_minus_nine(tmp_path: Path, melanoma: bytes) -> None:
    server = Server(tmp_path).start()
    people = [server.user(f"person{number}@home.example") for number in range(4)]
    acknowledged: list[tuple[int, int]] = []

    def upload_until_it_dies(number: int) -> None:
        while True:
            try:
                answer = people[number].upload(melanoma)
            except httpx.TransportError:
                return
            if answer.status_code == 200:
                acknowledged.append((number, answer.json()["id"]))

    threads = [threading.Thread(target=upload_until_it_dies, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 40:
        time.sleep(0.02)
    for pid in server.pids():
        os.kill(pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    server.stop()

    with server:
        for number, person in enumerate(people):
            listed = {one["id"] for one in person.get("/submissions", expect=200).json()}
            mine = {reference for owner, reference in acknowledged if owner == number}
            assert mine <= listed
            for reference in sorted(mine)[-3:]:
                assert person.get(f"/submissions/{reference}/image", expect=200).content[:2] == b"\xff\xd8"
