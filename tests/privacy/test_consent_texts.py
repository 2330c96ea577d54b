"""The texts of the consents: the same purposes and versions in every language that an account can have."""

import pytest

from lentigo.conditions import languages as languages_of_accounts
from lentigo.privacy.texts import Purpose, languages, versions
from tests.server import Server


def test_there_are_texts_in_every_language_that_an_account_can_have() -> None:
    assert set(languages()) == set(languages_of_accounts())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_version_and_repeats_no_other_language(language: str) -> None:
    ours, english = versions(language), versions("en")
    for purpose in Purpose:
        assert [text.version for text in ours[purpose]] == [text.version for text in english[purpose]]
        for text, original in zip(ours[purpose], english[purpose], strict=True):
            assert len(text.text) > 100
            assert language == "en" or (text.title != original.title and text.text != original.text)


def test_they_are_given_in_the_language_of_the_account_or_in_the_one_that_is_asked_for(server: Server) -> None:
    person = server.user("texts@home.example")
    person.patch("/account", json={"language": "fr"}, expect=200)
    told = person.get("/account/consents", expect=200).json()
    titles = {one["purpose"]: one["text"]["title"] for one in told}
    assert titles == {str(purpose): versions("fr")[purpose][-1].title for purpose in Purpose}
    in_arabic = person.get("/account/consents?language=ar", expect=200).json()
    assert in_arabic[0]["text"]["title"] == versions("ar")[Purpose(in_arabic[0]["purpose"])][-1].title
    decision = {"given": True, "version": told[2]["text"]["version"]}
    given = person.put(f"/account/consents/{told[2]['purpose']}", json=decision, expect=200).json()
    assert given["text"]["title"] == told[2]["text"]["title"]
