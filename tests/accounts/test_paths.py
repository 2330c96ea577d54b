"""An e-mail address in a path is told from a word: what is no address is no route's."""

import pytest

from lentigo.accounts.addresses import checked_email
from tests.accounts.conftest import House
from tests.accounts.person import Person


def test_a_word_that_is_a_route_of_its_own_is_no_address_too(house: House, admin: Person) -> None:
    for method in ("PATCH", "DELETE"):
        refused = admin.ask(method, "/users/approve", expect=405)
        assert set(refused.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
        assert refused.json["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/users/nobody"), ("PATCH", "/users/nobody"), ("PATCH", "/users/nobody/approve"),
        ("POST", "/users/nobody/reset-link"), ("DELETE", "/doctors/nobody"), ("PATCH", "/doctors/nobody"),
        ("GET", "/users/nobody"),
    ],
)  # fmt: skip
def test_an_unknown_word_is_a_404_in_the_form_of_every_error(admin: Person, method: str, path: str) -> None:
    told = admin.ask(method, path, expect=404).json
    assert told["error"] == told["message"]
    assert told["code"] == "not_found"


def test_an_address_that_is_nobodys_is_a_404_and_tells_what_may_be_done_with_one(admin: Person) -> None:
    assert "no account" in admin.delete("/users/nobody@home.example", expect=404).json["message"]
    allowed = admin.get("/users/nobody@home.example", expect=405).headers["Allow"]
    assert set(allowed.split(", ")) == {"DELETE", "PATCH", "OPTIONS"}


@pytest.mark.parametrize("at", ["@", "\N{SMALL COMMERCIAL AT}", "\N{FULLWIDTH COMMERCIAL AT}", "%40"])
def test_every_spelling_of_the_sign_that_an_account_may_have_opens_it(house: House, admin: Person, at: str) -> None:
    typed = f"ada{at.replace('%40', '@')}home.example"
    assert checked_email(typed) == typed
    house.visitor().register(typed)
    admin.patch(f"/users/ada{at}home.example/approve", expect=200)
    assert admin.delete(f"/users/ada{at}home.example", expect=200).json.keys() == {"message"}
