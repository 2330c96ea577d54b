"""What there is to read about the conditions and the model, in each language, for anyone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen
from tests.server import Server

LANGUAGE = "lentigo-language-chooser select"


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
@pytest.mark.parametrize("code", ["en", "fr", "ar"])
def test_every_condition_and_the_model_are_told_in_the_language_of_the_page(
    visit: Visit, page_server: Server, code: str, screen: Screen
) -> None:
    server = page_server.visitor()
    catalogue = server.get("/conditions", params={"language": code}, expect=200).json()
    visitor = visit(screen, "learn")
    visitor.page.locator(LANGUAGE).select_option(code)
    expect(visitor.page.locator("html")).to_have_attribute("lang", code)
    visitor.at(visitor.text("learn", "title"))
    cards = visitor.page.locator("main li a")
    expect(cards).to_have_count(len(catalogue["conditions"]))
    one = catalogue["conditions"][0]
    expect(cards.first).to_contain_text(one["summary"])
    cards.first.click()
    visitor.at(one["name"])
    expect(visitor.page).to_have_title(f"{one['name']} · Lentigo")
    for words in (*one["signs"], one["what_it_is"], one["why_early"], one["what_next"], catalogue["watch"]):
        expect(visitor.page.locator("main")).to_contain_text(words)

    visitor.page.get_by_role("link", name=visitor.text("learn", "model", "title")).click()
    visitor.at(visitor.text("learn", "model", "title"))
    expect(visitor.page.locator("main")).to_contain_text(catalogue["disclaimer"])
    expect(visitor.page.locator("main")).to_contain_text(visitor.text("learn", "limits", "picture"))


def test_the_figures_are_those_of_the_model_in_use(visit: Visit, page_server: Server) -> None:
    model = page_server.visitor().get("/model", expect=200).json()
    visitor = visit(DESK, "learn/model")
    visitor.at("How it works and how good it is")
    page = visitor.page.locator("main")
    figures = model["figures"]
    expect(page).to_contain_text(f"tried on {figures['images']:,} pictures")
    expect(page).to_contain_text(f"{model['training_images']['train']:,} pictures of known diagnosis")
    rows = visitor.page.locator("lentigo-class-figures li")
    expect(rows).to_have_count(len(figures["by_class"]))
    for one, row in zip(figures["by_class"], rows.all(), strict=True):
        expect(row.locator("strong").first).to_have_text(one["class"].capitalize())
        expect(row.locator("strong").nth(1)).to_have_text(f"{round(one['recall']['value'] * 100)}%")
    places = visitor.page.locator("lentigo-triage-table tbody tr")
    expect(places).to_have_count(len(figures["triage"]))
    for one, row in zip(figures["triage"], places.all(), strict=True):
        expect(row.locator("th")).to_contain_text(f"{one['n']:,} pictures")
        expect(row.locator("strong").first).to_have_text(f"{round(one['malignant']['value'] * 100)}%")


def test_an_unknown_condition_is_told_and_leads_back(visit: Visit) -> None:
    visitor = visit(PHONE, "learn/no-such-thing")
    visitor.sees("There is no such condition here.")
    visitor.inspect()
    visitor.follow("Learn")
    visitor.at("Learn")
