"""What was acknowledged, and whether all of it and nothing half is there."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx2 as httpx

from tests.server import Person, Server


@dataclass
class Ledger:
    """The uploads of one person, with what was answered to them.

    Attributes:
        person: Who uploads.
        picture: What.
        kept: Numbers of the submissions that were acknowledged.
        refused: The other answers.
    """

    person: Person
    picture: bytes
    kept: list[int] = field(default_factory=list)
    refused: list[httpx.Response] = field(default_factory=list)

    def upload(self) -> httpx.Response:
        """Upload once and write down what was answered."""
        answer = self.person.upload(self.picture)
        if answer.status_code == 200:
            self.kept.append(answer.json()["id"])
        else:
            self.refused.append(answer)
        return answer

    def uploading(self, over: threading.Event, *, people: int = 4) -> list[threading.Thread]:
        """Upload again and again from several threads until it is over."""

        def run() -> None:
            while not over.is_set():
                self.upload()

        threads = [threading.Thread(target=run) for _ in range(people)]
        for thread in threads:
            thread.start()
        return threads

    def check(self, server: Server, *, others: int = 0) -> None:
        """Everything that was acknowledged is there, with its pictures; nothing else is, neither record nor picture.

        Args:
            server: Where.
            others: Picture files of other people.
        """
        # What an upload had begun when the store went away is taken back within seconds.
        eventually(lambda: self._listed() == sorted(self.kept), seconds=20)
        listed = self._listed()
        for number in listed:
            for what in ("image", "thumbnail"):
                self.person.get(f"/submissions/{number}/{what}", expect=200)
        eventually(lambda: len(server.kept_pictures()) == others + 2 * len(listed), seconds=20)

    def _listed(self) -> list[int]:
        return sorted(one["id"] for one in self.person.get("/submissions", expect=200).json())


def is_in_words(answer: httpx.Response) -> bool:
    """Tell whether a refusal is a 503 in a sentence of ours."""
    told = answer.json()
    return (
        answer.status_code == 503
        and told["error"] == told["message"]
        and " " in told["message"]
        and "Traceback" not in told["message"]
        and int(answer.headers["Retry-After"]) >= 1
    )


def eventually(holds: Callable[[], bool], *, seconds: float) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold in time"
        time.sleep(0.1)


def unready(server: Server, part: str) -> str:
    """Ask `/readyz`, which must be a 503 because of this part; gives the part's sentence."""
    told = server.visitor().get("/readyz", expect=503).json()
    assert told["status"] == "not ready"
    assert not told["parts"][part]["ready"]
    server.visitor().get("/healthz", expect=200)
    return str(told["parts"][part]["message"])


def ready(server: Server) -> bool:
    """Tell whether `/readyz` is content."""
    return server.visitor().get("/readyz").status_code == 200
