"""Consent over HTTP: asked apart, recorded with text, time and way, withdrawn, obeyed at once."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lentigo.privacy.texts import Purpose, current
from tests.openrouter import OpenRouter, openrouter
from tests.server import Person, Server

CONTRACT = "given by upload, contract v1"


def consents(person: Person) -> dict[str, dict[str, object]]:
    """The person's consents by purpose."""
    return {one["purpose"]: one for one in person.get("/account/consents", expect=200).json()}


def decide(person: Person, purpose: str, given: bool, expect: int = 200) -> None:
    """Give or withdraw a consent as the page does."""
    body = {"given": given, "version": current(Purpose(purpose)).version}
    person.put(f"/account/consents/{purpose}", json=body, expect=expect)


def lines(server: Server, who: str) -> list[dict[str, object]]:
    """What the audit says that an account did, newest first."""
    found: list[dict[str, object]] = server.admin().get(f"/audit?who={who}&limit=1000", expect=200).json()["lines"]
    return found


def test_who_registers_has_agreed_to_storage_and_review_by_contract_and_to_nothing_else(server: Server) -> None:
    person = server.user("by.contract@home.example")
    server.admin().post(
        "/doctors", json={"name": "D", "email": "d.consents@clinic.example", "password": "doctor12345"}, expect=201
    )
    doctor = server.visitor().sign_in("d.consents@clinic.example", "doctor12345")
    for someone in (person, doctor):
        kept = consents(someone)
        assert list(kept) == ["storage", "review", "training", "language_model"]
        for purpose in ("storage", "review"):
            told = [kept[purpose][name] for name in ("given", "asked", "how", "version")]
            assert told == [True, True, CONTRACT, "contract v1"]
            age = datetime.now(UTC) - datetime.fromisoformat(str(kept[purpose]["time"]))
            assert timedelta(0) <= age < timedelta(minutes=2)
        for purpose in ("training", "language_model"):
            assert [kept[purpose][name] for name in ("given", "asked", "how")] == [False, False, None]


def test_an_account_made_at_the_machine_stands_on_the_same_contract(server: Server) -> None:
    kept = consents(server.admin())
    assert [kept[purpose]["given"] for purpose in kept] == [True, True, False, False]


def test_each_consent_is_given_and_withdrawn_alone_and_recorded_with_text_time_and_way(server: Server) -> None:
    person = server.user("deciding@home.example")
    decide(person, "training", True)
    kept = consents(person)
    assert [kept["training"][name] for name in ("given", "version", "how")] == [True, "1", "page"]
    assert not kept["language_model"]["given"]
    decide(person, "training", False)
    decide(person, "review", False)
    kept = consents(person)
    assert [one["given"] for one in kept.values()] == [True, False, False, False]
    account = person.get("/account", expect=200).json()["_id"]
    acts = [(line["what"], line["detail"]) for line in lines(server, account)]
    page = {"version": "1", "how": "page"}
    assert ("consent.given", {"purpose": "training", **page}) in acts
    assert ("consent.withdrawn", {"purpose": "training", **page}) in acts
    assert ("consent.given", {"purpose": "storage", "version": "contract v1", "how": CONTRACT}) in acts


def test_a_text_that_was_not_shown_cannot_be_agreed_to_but_a_withdrawal_never_fails_on_it(server: Server) -> None:
    person = server.user("versions@home.example")
    for body in ({"given": True, "version": "0"}, {"given": True}):
        answer = person.put("/account/consents/training", json=body, expect=409).json()
        assert answer["code"] == "consent_text_changed"
    person.put("/account/consents/storage", json={"given": False}, expect=200)
    person.put("/account/consents/nothing", json={"given": False}, expect=404)
    for bad in ({}, {"given": "yes"}, {"given": 1}, {"given": {"$gt": ""}}, []):
        person.put("/account/consents/storage", json=bad, expect=400)
    person.get("/account/consents?language=xx", expect=400)


def test_without_consent_to_storage_nothing_further_is_taken_and_what_is_there_stays(
    server: Server, melanoma: bytes
) -> None:
    person = server.user("no.more@home.example")
    answer = person.upload(melanoma, expect=200).json()
    decide(person, "storage", False)
    refused = person.upload(melanoma, expect=403).json()
    assert refused["code"] == "storage_not_consented"
    assert "consent" in refused["message"]
    person.post("/predict", expect=403)  # before the body is looked at
    person.get(f"/submissions/{answer['id']}/image", expect=200)
    decide(person, "storage", True)
    person.upload(melanoma, expect=200)


@pytest.fixture(scope="module")
def model() -> Iterator[OpenRouter]:
    """A local server that speaks OpenRouter's protocol."""
    with openrouter() as running:
        yield running


def test_the_language_model_is_asked_only_with_consent_and_no_more_from_the_moment_it_is_withdrawn(
    tmp_path_factory: pytest.TempPathFactory, model: OpenRouter, melanoma: bytes
) -> None:
    environment = {"OPENROUTER_API_KEY": "sk-test", "OPENROUTER_BASE_URL": model.url}
    with Server(tmp_path_factory.mktemp("asking"), environment) as server:
        person = server.user("asked@home.example")
        answer = person.upload(melanoma, expect=200).json()
        about = {"submission_id": answer["id"]}
        assert answer["report_source"] == "template"
        assert person.post("/generate_report", json=about, expect=200).json()["source"] == "template"
        assert model.received == [], "nothing may leave before the consent is given"
        decide(person, "language_model", True)
        person.post("/generate_report", json=about, expect=200)
        sent = len(model.received)
        assert sent > 0
        decide(person, "language_model", False)
        assert person.post("/generate_report", json=about, expect=200).json()["source"] == "template"
        assert person.upload(melanoma, expect=200).json()["report_source"] == "template"
        assert len(model.received) == sent
        # A bare class is nobody's data.
        person.post("/generate_report", json={"class": "melanoma", "confidence": 87.31}, expect=200)
        assert len(model.received) > sent


def test_an_administrator_reads_no_clinical_word_and_no_picture_of_others(server: Server, melanoma: bytes) -> None:
    person = server.user("clinical@home.example")
    answer = person.upload(melanoma, expect=200).json()
    admin = server.admin()
    for path in ("", "/image", "/heatmap", "/thumbnail", "/report.pdf"):
        admin.get(f"/submissions/{answer['id']}{path}", expect=404)
    readable = io.StringIO()
    for path in ("/users", "/doctors", "/submissions", "/audit?limit=1000", "/account/consents", "/account"):
        readable.write(admin.get(path, expect=200).text)
    for clinical in (answer["report"]["overview"][:60], answer["next_step"], f'"{answer["class"]}"'):
        assert clinical not in readable.getvalue()
