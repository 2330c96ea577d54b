"""The nearest cases and the average over flips and turns, as a running service gives and keeps them."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.server import Person, Server

PICTURES = Path(__file__).parents[1] / "pictures"
FIELDS = {"id", "label", "similarity", "source", "licence", "thumbnail_url"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running service with the shipped model."""
    running = Server(tmp_path_factory.mktemp("nearest")).start(ready_within=180)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def patient(server: Server) -> Person:
    """An approved patient, signed in."""
    return server.user("nearest@home.example")


@pytest.fixture(scope="module")
def plain(patient: Person, melanoma: bytes) -> dict[str, object]:
    """A melanoma, assessed once."""
    found: dict[str, object] = patient.upload(melanoma, force="true", expect=200).json()
    return found


def test_an_answer_names_five_similar_training_pictures(plain: dict[str, object], patient: Person) -> None:
    nearest = plain["nearest"]
    assert isinstance(nearest, list)
    assert len(nearest) == 5
    assert all(set(case) == FIELDS for case in nearest)
    likeness = [case["similarity"] for case in nearest]
    assert likeness == sorted(likeness, reverse=True)
    assert -1 <= likeness[-1] <= likeness[0] <= 1
    assert len({case["id"] for case in nearest}) == 5
    assert {case["label"] for case in nearest} <= set(plain["probabilities"])  # type: ignore[call-overload]
    history = patient.get("/submissions", expect=200).json()
    assert next(one for one in history if one["id"] == plain["id"])["nearest"] == nearest


def test_a_small_picture_is_there_for_who_is_signed_in_and_only_where_its_licence_allows_it(
    server: Server, patient: Person
) -> None:
    seen = 0
    for path in sorted(PICTURES.glob("*.jpg")):
        found = patient.upload(path.read_bytes(), force="true", expect=200).json()
        for case in found["nearest"]:
            if case["thumbnail_url"] is None:
                continue
            seen += 1
            assert case["licence"] in {"CC0", "CC BY 4.0"}
            answer = patient.get(case["thumbnail_url"], expect=200)
            assert answer.headers["Content-Type"] == "image/webp"
            assert answer.headers["Cache-Control"].startswith("private")
            with Image.open(io.BytesIO(answer.content)) as small:
                assert small.size == (96, 96)
                assert not small.getexif()
            server.visitor().get(case["thumbnail_url"], expect=401)
    assert seen > 0
    refused = patient.get("/nearest/..%2F..%2Fetc/thumbnail")
    assert refused.status_code == 404
    assert refused.json()["code"] == "not_found"
    patient.get("/nearest/ISIC_0024306/thumbnail", expect=404)  # CC BY-NC: never shipped


@pytest.mark.parametrize("where", ["form", "query"])
def test_an_average_over_flips_and_turns_can_be_asked_for_and_is_remembered(
    where: str, patient: Person, melanoma: bytes, plain: dict[str, object]
) -> None:
    assert plain["tta"] is False
    address, form = ("/predict", {"tta": "true", "force": "true"}) if where == "form" else (
        "/predict?tta=true&force=true", {}
    )  # fmt: skip
    found = patient.post(address, files={"image": ("a.jpg", melanoma)}, data=form, expect=200).json()
    assert found["tta"] is True
    assert found["probabilities"] != plain["probabilities"]
    assert patient.get(f"/submissions/{found['id']}", expect=200).json()["tta"] is True
    patient.post("/predict?tta=perhaps", files={"image": ("a.jpg", melanoma)}, expect=400)
