"""What the administrator sees at one glance, and where the audit is searched."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen, Visitor
from tests.server import ADMIN, Server

PICTURES = sorted((Path(__file__).parents[1] / "pictures").glob("*.jpg"))
SCREENS = pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)

_INK = """
(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) colours.add(data.slice(at, at + 3).join());
  return colours.size;
}
"""


@pytest.fixture(scope="module")
def judged(page_server: Server) -> int:
    """Some submissions, one of which a doctor has judged; gives how many of them there are."""
    person = page_server.user("counted@home.example", name="Cora Counted")
    numbers = [person.upload(path.read_bytes(), force="true", expect=200).json()["id"] for path in PICTURES[:3]]
    doctor = page_server.user("judge@clinic.example", role="doctor", name="Dr Judge")
    doctor.post(f"/reviews/{numbers[0]}", json={"decision": "confirmed", "version": 0}, expect=200)
    return len(numbers)


@SCREENS
def test_the_dashboard_shows_use_agreement_model_and_health(
    visit: Visit, page_server: Server, judged: int, screen: Screen
) -> None:
    body = {"name": "Wanda Waiting", "email": f"waiting.{screen.name}@home.example", "password": "long enough words"}
    page_server.visitor().post("/register", json=body, expect=201)
    admin = visit(screen)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.follow("Dashboard")
    admin.at("Dashboard")
    admin.sees("Everything answers.")
    shown = page_server.admin().get("/dashboard", expect=200).json()
    assert shown["submissions"] >= judged
    charts = admin.page.locator("canvas")
    expect(charts).to_have_count(4)
    for chart in charts.all():
        assert chart.evaluate(_INK) > 3, "nothing was drawn"
    admin.inspect()

    # The table beside a chart says the same.
    admin.page.get_by_text("As a table").first.click()
    cells = admin.page.get_by_role("table").first.get_by_role("row")
    expect(cells.last).to_contain_text(str(shown["days"][-1]["submissions"]))
    admin.inspect()
    admin.page.locator("fieldset label", has_text="7 days").click()
    expect(cells).to_have_count(8)
    admin.page.locator("lentigo-appearance-chooser select").select_option("contrast")
    admin.inspect()
    admin.page.locator("lentigo-appearance-chooser select").select_option("system")
    accounts = admin.page.locator("li", has_text="accounts in all")
    expect(accounts.get_by_role("link", name=f"Users: {shown['people']['users']}")).to_have_attribute(
        "href", "/app/people"
    )
    accounts.get_by_role("link", name=f"Doctors: {shown['people']['doctors']}").click()
    expect(admin.page.get_by_role("link", name="Doctors", exact=True)).to_have_attribute("aria-current", "page")
    admin.page.go_back()
    admin.at("Dashboard")
    # The main navigation of a telephone has no room for what there is to learn.
    learn = admin.page.get_by_role("navigation", name="Main").get_by_role("link", name="Learn", exact=True)
    expect(learn).to_be_visible(visible=not screen.touch)
    admin.follow("How it works and how good it is")
    expect(admin.page).to_have_url(f"{admin.url}/app/learn/model")
    admin.page.go_back()
    admin.follow("Approve accounts")
    admin.at("People")
    expect(admin.page.locator("lentigo-person-row", has_text=body["email"])).to_be_visible()
    expect(admin.page.get_by_role("combobox", name="Show")).to_have_value("waiting")


@SCREENS
def test_the_audit_is_searched_and_exported(visit: Visit, judged: int, screen: Screen) -> None:
    assert judged > 0
    admin = visit(screen)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.follow("Audit")
    rows = admin.page.locator("lentigo-audit-row")
    expect(rows.first).to_be_visible()
    admin.at("Audit")
    _open_filters(admin, "Filters")
    admin.inspect()
    admin.page.get_by_role("combobox", name="Person").select_option(label="Dr Judge (judge@clinic.example)")
    admin.page.get_by_role("combobox", name="Action").select_option("review.confirmed")
    admin.press("Search")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Dr Judge")
    expect(rows).to_contain_text("Case confirmed")
    admin.page.get_by_text("Details").click()
    admin.inspect()
    with admin.page.expect_download() as download:
        admin.press("Export these lines")
    file = admin.downloads / "audit.jsonl"
    download.value.save_as(file)
    (line,) = (json.loads(text) for text in file.read_text(encoding="utf-8").splitlines())
    assert line["what"] == "review.confirmed"
    assert line["mac"]

    # From what it was done to, to everything that was done to it.
    rows.get_by_role("button", name="Everything about").click()
    expect(rows.filter(has_text="Picture submitted")).to_have_count(1)
    # What was pressed is gone, and the work goes on with the first line that was found.
    expect(rows.first.get_by_role("button").first).to_be_focused()
    expect(admin.page).to_have_url(re.compile(r"/audit\?record="))
    admin.page.go_back()
    expect(rows).to_have_count(1)
    expect(admin.page.get_by_role("combobox", name="Action", include_hidden=True)).to_have_value("review.confirmed")
    admin.page.go_forward()
    expect(rows.filter(has_text="Picture submitted")).to_have_count(1)
    admin.page.reload()
    expect(rows.filter(has_text="Picture submitted")).to_have_count(1)
    _open_filters(admin, "Filters (1)")
    admin.page.get_by_label("From", exact=True).fill("2100-01-01T00:00")
    admin.press("Search")
    admin.sees("No line matches.")
    admin.inspect()

    # What was done to an account is found by its address.
    _open_filters(admin, "Filters (2)")
    admin.press("Clear")
    admin.page.get_by_label("Address of an account, or an id").fill("JUDGE@clinic.example")
    admin.press("Search")
    expect(rows.filter(has_text="Account approved")).to_have_count(1)


def _open_filters(admin: Visitor, name: str) -> None:
    """Open the fields of the search where they are folded away, which is on a telephone."""
    opener = admin.page.get_by_role("button", name=name, exact=True)
    if admin.screen.touch:
        expect(opener).to_have_attribute("aria-expanded", "false")
        expect(admin.page.get_by_role("search")).to_be_hidden()
        opener.press("Enter")
        expect(admin.page.get_by_role("search")).to_be_visible()
    else:
        expect(opener).to_be_hidden()
