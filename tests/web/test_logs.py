"""A whole visit at debug level, on both stores and with a language model: nothing of it stands in any log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mongod import MongoServer
from tests.openrouter import OpenRouter, openrouter, refuses, says
from tests.server import ADMIN, SECRET, Person, Server
from tests.submissions.test_language_model import GOOD
from tests.vision.files import dicom, scene

NAME, EMAIL, PASSWORD = "Wilhelmina Featherstonehaugh", "wilhelmina@home.example", "the heron waits by the reeds"
NEXT_PASSWORD = "eleven paper lanterns drift"
KEY = "sk-or-v1-of-the-tests"
NOTE = "An asymmetric brown macule with a blue-white veil"
MESSAGE = "Does this hypopigmented halo have to come off?"
FILE_NAME = "wilhelmina-left-shoulder.jpg"


@pytest.fixture(scope="module")
def model() -> Iterator[OpenRouter]:
    """A local server that speaks OpenRouter's protocol."""
    with openrouter() as running:
        yield running


@pytest.fixture(scope="module", params=["SQLite", "MongoDB"])
def talkative(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, model: OpenRouter
) -> Iterator[Server]:
    """A service that writes as much as it ever does."""
    environment = {
        "LENTIGO_LOG_LEVEL": "debug", "OPENROUTER_API_KEY": KEY, "OPENROUTER_BASE_URL": model.url,
        "LENTIGO_REPORT_SECONDS": "3", "LENTIGO_METRICS_TOKEN": "metrics-token-of-the-tests",
    }  # fmt: skip
    if request.param == "MongoDB":
        mongod: MongoServer = request.getfixturevalue("mongod")
        environment["MONGO_URI"] = mongod.new_database()
    with Server(tmp_path_factory.mktemp("talkative"), environment) as running:
        yield running


class Visit:
    """One person's whole way through the service; gathers everything that no log may hold."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.secrets = {
            NAME, "Featherstonehaugh", EMAIL, PASSWORD, NEXT_PASSWORD, KEY, NOTE, MESSAGE, FILE_NAME, SECRET, *ADMIN,
            "metrics-token-of-the-tests", "blue-white veil", "Secret^Person", "SECRET-1",
        }  # fmt: skip

    def make(self, model: OpenRouter, picture: bytes) -> None:
        """Do everything once, refusals included."""
        patient, admin = self.come_in()
        made = self.have_assessed(patient, model, picture)
        doctor = self.server.user("house@clinic.example", role="doctor", name="Gregory Quimby")
        self.secrets |= {"house@clinic.example", "Quimby", str(doctor.token)}
        doctor.post(f"/reviews/{made['id']}", json={"decision": "confirmed", "note": NOTE}, expect=200)
        doctor.get(f"/reviews/{made['id']}", expect=200)
        doctor.post(f"/reviews/{made['id']}/messages", json={"text": MESSAGE}, expect=200)
        doctor.post(f"/reviews/{made['id']}/messages", json={"text": MESSAGE, "key": f"{MESSAGE}!"}, expect=400)
        doctor.get(f"/submissions/{made['id']}", expect=404)
        doctor.get("/users", expect=403)
        link = admin.post(f"/users/{EMAIL}/reset-link", expect=201).json()["url"]
        token = link.rpartition("=")[2]
        assert len(token) > 20
        self.secrets.add(token)
        self.server.visitor().post("/reset-password", json={"token": token, "new_password": NEXT_PASSWORD}, expect=200)
        again = self.server.visitor().sign_in(EMAIL, NEXT_PASSWORD)
        again.get("/account/export", expect=200)
        again.delete("/account", json={"password": NEXT_PASSWORD}, expect=200)

    def come_in(self) -> tuple[Person, Person]:
        """Register, mistype, be approved, sign in twice, look at what is one's own."""
        visitor = self.server.visitor()
        answer = visitor.post("/register", json={"name": NAME, "email": EMAIL, "password": PASSWORD}, expect=201)
        visitor.post("/login", json={"email": EMAIL, "password": PASSWORD + "!"}, expect=401)
        visitor.post("/login", content=b'{"email": "' + EMAIL.encode() + b'", "password": ', expect=400)
        admin = self.server.admin()
        admin.patch(f"/users/{EMAIL}/approve", json={"role": "user"}, expect=200)
        admin.patch(f"/users/{EMAIL}/approve", json={"role": PASSWORD}, expect=400)
        patient = visitor.sign_in(EMAIL, PASSWORD)
        session = visitor.post("/session", json={"email": EMAIL, "password": PASSWORD}, expect=200)
        again = visitor.post("/session/refresh", headers={"X-Lentigo": "page"}, expect=200)
        self.secrets |= {
            answer.json()["access_token"], str(patient.token), str(admin.token), session.json()["access_token"],
            again.json()["access_token"], *session.cookies.values(), *again.cookies.values(),
        }  # fmt: skip
        patient.get("/account", headers={"Authorization": f"Bearer {patient.token}x"}, expect=401)
        return patient, admin

    def have_assessed(self, patient: Person, model: OpenRouter, picture: bytes) -> dict[str, str]:
        """Upload with a model that writes well, one that is refused and one that fails; read, print, mistake."""
        patient.put("/account/consents/language_model", json={"given": True, "version": "1"}, expect=200)
        model.will(says(GOOD))
        made = patient.upload(picture, name=FILE_NAME, expect=200).json()
        self.secrets |= {*made["report"].values(), *GOOD.values(), made["class"], made["image_url"].partition("?")[2]}
        for number, behaviour in enumerate((
            says({**GOOD, "overview": "This is surely a dermatofibroma and harmless."}), refuses(401), refuses(500),
            says({**GOOD, "overview": 7}),
        )):  # fmt: skip
            model.will(*[behaviour] * 5)
            asked = {"class": "melanoma", "confidence": 61 + number}
            patient.post("/generate_report", json=asked, expect=200)
        self.secrets |= {"dermatofibroma", "melanoma"}
        patient.upload(dicom(scene().tobytes()), name=FILE_NAME)
        patient.upload(b"\xff\xd8\xff" + EMAIL.encode(), name=FILE_NAME, expect=415)
        for path in ("", "/image", "/heatmap", "/report.pdf"):
            patient.get(f"/submissions/{made['id']}{path}", expect=200)
        self.server.visitor().get(made["image_url"], expect=200)
        self.server.visitor().get(made["image_url"] + "0", expect=404)
        patient.get(f"/{EMAIL}?password={PASSWORD}", expect=404)
        picture_files = self.server.kept_pictures()
        for file in picture_files:
            file.write_bytes(b"spoilt" + file.read_bytes()[6:])
        patient.get(f"/submissions/{made['id']}/image", expect=503)
        return dict(made)


def test_a_whole_visit_at_debug_level_leaves_no_secret_and_no_clinical_text_in_any_log(
    talkative: Server, model: OpenRouter, melanoma: bytes
) -> None:
    visit = Visit(talkative)
    visit.make(model, melanoma)
    said = "\n".join(path.read_text(errors="replace") for path in logs_of(talkative))
    assert "GET /submissions/<reference>: 200" in said, "it was not the debug level"
    assert "DELETE /account: 200" in said
    assert "a report came from the template" in said
    assert "(request " in said
    lowered = said.lower()
    assert [secret for secret in visit.secrets if secret.lower() in lowered] == []


def logs_of(server: Server) -> list[Path]:
    """Everything that was written beside the stores."""
    logs = [server.log, *server.data_dir.rglob("*.log")]
    assert server.log.stat().st_size > 0
    return logs
