"""Spots that are followed over time: what their tests begin with."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator

from lentigo.kinds import KINDS
from lentigo.settings import Settings
from lentigo.storage import open_records
from lentigo.submissions.store import SUBMISSION, SubmissionStore
from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen, Visitor
from tests.server import SECRET, Person, Server

PICTURES = Path(__file__).parents[1] / "pictures"
NEVUS = PICTURES / "dermoscopy-melanocytic-nevus.jpg"
KERATOSIS = PICTURES / "photo-actinic-keratosis.jpg"

EVERYWHERE = pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)


@pytest.fixture(scope="module")
def house(built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, before whose doctors nothing else lies."""
    assert (built_page / "index.html").is_file()
    with Server(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same spot, photographed another time."""
    place = tmp_path_factory.mktemp("turned") / "turned.jpg"
    Image.open(NEVUS).transpose(Image.Transpose.ROTATE_90).save(place, quality=92)
    return place


def follow(person: Person, *, name: str = "", site: str = "back", side: str | None = "left") -> str:
    """Begin to follow a spot; gives its id."""
    return str(person.post("/lesions", json={"name": name, "site": site, "side": side}, expect=201).json()["id"])


def send(person: Person, lesion: str, *pictures: Path) -> list[int]:
    """Send pictures of a spot; gives their numbers."""
    return [
        person.upload(one.read_bytes(), force="true", lesion_id=lesion, expect=200).json()["id"] for one in pictures
    ]


def make_older(server: Server, days: dict[int, int]) -> None:
    """Make pictures look as if they had been sent so many days ago."""
    settings = Settings(_env_file=None, data_dir=server.data_dir / "data", jwt_secret_key=SECRET, mongo_uri=None)
    records = open_records(settings, KINDS)
    store = SubmissionStore(records)
    for record in records.find(SUBMISSION, limit=200).records:
        if record["number"] in days:
            store.put({**record, "created": record["created"] - timedelta(days=days[record["number"]])})
    records.close()


def signed_in(visit: Visit, server: Server, person: Person, screen: Screen) -> Visitor:
    """A person in front of their history."""
    visitor = visit(screen, "sign-in", server)
    visitor.sign_in(person.email)
    visitor.page.locator("lentigo-header nav a").first.wait_for()
    return visitor


def strip(visitor: Visitor) -> Locator:
    """The pictures among which one chooses."""
    return visitor.page.locator("lentigo-picture-strip button")


def pair(visitor: Visitor) -> Locator:
    """The two pictures that are compared."""
    return visitor.page.locator("lentigo-zoom-picture img")
