"""GET /conditions and GET /conditions/<slug>, open to anyone."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from lentigo.conditions import condition, next_step, slugs
from lentigo.conditions.routes import blueprint
from lentigo.web.errors import init_errors


@pytest.fixture
def client() -> FlaskClient:
    app = APIFlask("conditions-alone", docs_path=None, static_folder=None)
    init_errors(app)
    app.register_blueprint(blueprint)
    return app.test_client()


def test_all_conditions_and_tiers_are_told(client: FlaskClient) -> None:
    answer = client.get("/conditions")
    assert answer.status_code == 200
    assert [one["slug"] for one in answer.json["conditions"]] == list(slugs())
    assert {one["tier"]: one["next_step"] for one in answer.json["risks"]}["high"] == next_step("high")
    assert "en" in answer.json["languages"]


@pytest.mark.parametrize("slug", slugs())
@pytest.mark.parametrize("written", [str, lambda slug: slug.replace(" ", "-"), str.upper])
def test_one_condition_is_told(client: FlaskClient, slug: str, written: object) -> None:
    answer = client.get(f"/conditions/{written(slug)}")  # type: ignore[operator]
    assert answer.status_code == 200
    assert answer.json["slug"] == slug
    assert answer.json["signs"] == list(condition(slug).signs)


@pytest.mark.parametrize(
    "address", ["/conditions/mole", "/conditions?language=xx", "/conditions/melanoma?language=../en"]
)
def test_what_is_not_known_is_a_404_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json["message"]
