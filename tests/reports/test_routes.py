"""POST /generate_report."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lentigo.accounts.permissions import Caller, Role
from lentigo.conditions import slugs
from lentigo.problems import NotFound
from lentigo.reports.compose import Reporter
from lentigo.reports.facts import Facts
from lentigo.reports.routes import blueprint
from lentigo.reports.template import SLOTS, template
from lentigo.settings import Settings
from tests.accounts.conftest import SECRET, House, build
from tests.accounts.person import Person
from tests.openrouter import GOOD, OpenRouter, openrouter

KEPT = Facts("dermatofibroma", 61.2, "moderate", malignancy=22.0, alternatives=(("melanoma", 20.1),))


class Kept:
    """The submissions of one person: number 17."""

    def facts(self, *, caller: Caller, reference: str, where: str) -> Facts:
        if caller.email != "owner@home.example" or reference != "17":
            raise NotFound("There is no such submission among yours.")
        return KEPT


@pytest.fixture
def router() -> Iterator[OpenRouter]:
    with openrouter() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(
        _env_file=None, data_dir=tmp_path, jwt_secret_key=SECRET, mongo_uri=None, openrouter_api_key=None
    )
    built = build(settings)
    shared = vars(built.app.extensions["lentigo"])
    built.app.extensions["lentigo"] = SimpleNamespace(
        **shared,
        reporter=Reporter(settings),
        submissions=Kept(),
        consents=SimpleNamespace(allows=lambda *_: False),
    )
    built.app.register_blueprint(blueprint)
    yield built
    built.records.close()


@pytest.fixture
def owner(house: House) -> Person:
    return house.person(Role.USER, "owner@home.example")


def ask(person: Person, body: Any, expect: int = 200) -> Any:
    return person.post("/generate_report", json=body, expect=expect).json


@pytest.mark.parametrize("name", ["class", "predicted_class", "prediction"])
def test_a_class_and_its_confidence_give_a_report(owner: Person, name: str) -> None:
    answer = ask(owner, {name: "melanoma", "confidence": 87.31})
    assert answer == {"report": template(Facts.of_class("melanoma", 87.31)), "source": "template"}
    assert set(answer["report"]) == set(SLOTS)


@pytest.mark.parametrize("role", list(Role))
def test_every_approved_role_may_ask(house: House, role: Role) -> None:
    ask(house.person(role, f"{role.value}@home.example"), {"class": "melanoma", "confidence": 50})


def test_nobody_else_may_whatever_is_sent(house: House) -> None:
    assert ask(house.visitor(), {"class": "nonsense"}, 401)["code"] == "not_signed_in"
    assert ask(house.visitor().register("new@home.example"), {"class": "nonsense"}, 403)


@pytest.mark.parametrize("slug", slugs())
def test_every_class_is_known_in_any_letter_case(owner: Person, slug: str) -> None:
    assert ask(owner, {"class": f"  {slug.upper()} ", "confidence": 93})["report"]


@pytest.mark.parametrize("confidence", [0, 100, 87.31, "87.31", " 87.31 % ", "87.31%", 1e-9])
def test_a_confidence_is_a_number_or_says_one(owner: Person, confidence: object) -> None:
    assert ask(owner, {"class": "melanoma", "confidence": confidence})["source"] == "template"


@pytest.mark.parametrize(
    "confidence", [-1, 100.01, "NaN", "inf", "1e999", 10**400, "high", "", True, None, [50], {"a": 1}]
)
def test_anything_else_is_refused_in_words(owner: Person, confidence: object) -> None:
    answer = ask(owner, {"class": "melanoma", "confidence": confidence}, 400)
    assert answer["error"] == answer["message"]
    assert "confidence" in answer["message"]


def test_a_confidence_of_nan_in_the_json_itself_is_refused(owner: Person) -> None:
    body = '{"class": "melanoma", "confidence": NaN}'
    owner.post("/generate_report", data=body, content_type="application/json", expect=400)


@pytest.mark.parametrize(
    "given", ["mole", "melanoma; drop", "", "   ", 7, None, ["melanoma"], "x" * 10_000, "melanoma\x00"]
)
def test_an_unknown_class_is_refused(owner: Person, given: object) -> None:
    assert len(ask(owner, {"class": given, "confidence": 50}, 400)["message"]) < 1000


def test_the_refusal_of_an_unknown_class_names_the_known_ones(owner: Person) -> None:
    message = ask(owner, {"class": "mole", "confidence": 50}, 400)["message"]
    assert all(slug in message for slug in slugs())


@pytest.mark.parametrize(
    "body", [{}, [], None, "melanoma", 7, {"class": "melanoma"}, {"confidence": 50}, {"submission_id": None}]
)
def test_a_body_without_what_is_needed_is_refused(owner: Person, body: Any) -> None:
    ask(owner, body, 400)


def test_no_body_and_broken_json_are_refused(owner: Person) -> None:
    owner.post("/generate_report", expect=400)
    owner.post("/generate_report", data="{", content_type="application/json", expect=400)


@pytest.mark.parametrize("reference", [17, "17"])
def test_a_submission_gives_its_report(owner: Person, reference: object) -> None:
    assert ask(owner, {"submission_id": reference})["report"] == template(KEPT)


def test_anothers_submission_does_not_exist(house: House, owner: Person) -> None:
    ask(owner, {"submission_id": 18}, 404)
    ask(house.person(Role.DOCTOR, "other@home.example"), {"submission_id": 17}, 404)


def test_a_language_that_is_not_spoken_is_refused(owner: Person) -> None:
    ask(owner, {"class": "melanoma", "confidence": 50, "language": "xx"}, 400)


def test_the_model_writes_and_nothing_about_the_person_leaves(house: House, owner: Person, router: OpenRouter) -> None:
    settings = Settings(_env_file=None, openrouter_api_key="sk-or-test", openrouter_base_url=router.url)
    house.app.extensions["lentigo"].reporter = Reporter(settings)
    answer = ask(owner, {"class": "melanoma", "confidence": 87.31, "name": "Ada Lovelace", "note": "my left arm"})
    assert answer["source"] == "openrouter"
    assert answer["report"]["overview"] == GOOD["overview"]
    sent = router.received[0].head + router.received[0].body.decode()
    for personal in ("Ada", "Lovelace", "left arm", "owner@home.example", "Some One", owner.token or "-"):
        assert personal not in sent
