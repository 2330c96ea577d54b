"""Reports through the service when there is a key: the language model's words, or the template's within the time."""

import sys
import time
from collections.abc import Iterator

import pytest
from PIL import Image

from tests.hostile.memory import resident_mb
from tests.openrouter import OpenRouter, hangs, openrouter, refuses, says
from tests.server import Person, Server
from tests.vision.files import encoded

GOOD = {
    "overview": "The program compared this picture with pictures of several conditions and names the closest one.",
    "importance_of_early_detection": "A change of the skin that is looked at early can be dealt with earlier.",
    "recommendation": "Please show the spot to a doctor and tell how long it has been there.",
    "confidence_explanation": "The confidence comes from one picture and says how strongly it speaks for this answer.",
}


@pytest.fixture(scope="module")
def model() -> Iterator[OpenRouter]:
    """A local server that speaks OpenRouter's protocol."""
    with openrouter() as running:
        yield running


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory, model: OpenRouter) -> Iterator[Server]:
    """The service with a key for that server, and a second and a half for each report."""
    environment = {
        "OPENROUTER_API_KEY": "sk-test",
        "OPENROUTER_BASE_URL": model.url,
        "LENTIGO_REPORT_SECONDS": "1.5",
    }
    with Server(tmp_path_factory.mktemp("writing"), environment) as server:
        yield server


@pytest.fixture(scope="module")
def writer_patient(writing: Server) -> Person:
    """A patient of that service, who lets the language model write."""
    person = writing.user("someone.private@home.example", name="Wilhelmina Featherstonehaugh")
    person.put("/account/consents/language_model", json={"given": True, "version": "1"}, expect=200)
    return person


def test_good_words_are_taken_after_the_next_step_and_nobodys_data_leaves(
    writer_patient: Person, model: OpenRouter, melanoma: bytes
) -> None:
    model.will(says(GOOD))
    before = len(model.received)
    answer = writer_patient.upload(melanoma, expect=200).json()
    assert answer["report_source"] == "openrouter"
    assert answer["report"]["recommendation"].startswith(answer["next_step"])
    assert GOOD["overview"] in answer["report"]["overview"]
    sent = " ".join(str(received) for received in model.received[before:])
    for private in ("Featherstonehaugh", "Wilhelmina", "someone.private", "home.example", "spot.jpg", "image"):
        assert private not in sent


@pytest.mark.parametrize(
    ("fault", "behaviour"),
    [
        ("hangs", hangs()),
        ("refuses the key", refuses(401)),
        ("is overloaded", refuses(429, "Retry-After: 30")),
        ("breaks", refuses(500)),
        ("names another diagnosis", says({**GOOD, "overview": "This is a dermatofibroma and a vascular lesion."})),
        ("reassures", says({**GOOD, "recommendation": "It is harmless; there is nothing to worry about."})),
        ("injects a link", says({**GOOD, "overview": "See http://evil.example for more."})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_model_that_fails_is_replaced_by_the_template_in_time(
    writer_patient: Person, model: OpenRouter, melanoma: bytes, fault: str, behaviour: object
) -> None:
    model.will(*[behaviour] * 5)  # type: ignore[list-item]
    began = time.monotonic()
    # Other facts than those that were answered before, so that nothing remembered is given.
    report = writer_patient.post(
        "/generate_report", json={"class": "melanoma", "confidence": 50 + len(fault) + 0.5}, expect=200
    ).json()
    assert time.monotonic() - began < 1.5 + 1.0
    assert report["source"] == "template"
    assert all(report["report"].values())


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read from Linux's /proc")
def test_while_the_model_writes_the_picture_takes_no_memory(
    writing: Server, writer_patient: Person, model: OpenRouter
) -> None:
    pid, meanwhile = writing.pids()[0], list[float]()
    long = encoded(Image.linear_gradient("L").resize((890, 55_000)).convert("RGB"), "JPEG")
    rest = resident_mb(pid)
    model.will(lambda _: meanwhile.append(resident_mb(pid)), says(GOOD))
    writer_patient.upload(long, force="true", expect=200)
    assert meanwhile, "the model was not asked"
    assert meanwhile[0] - rest < 100, "a picture of 49 megapixels, 196 MB, waits with it"
