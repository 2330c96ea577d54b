"""Every way through the page, in each language, on a telephone and a desk, by the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.keyboard import LANGUAGES, Keyboard
from tests.e2e.visitor import DESK, PASSWORD, PHONE, Screen
from tests.server import ADMIN, Server

PICTURES = Path(__file__).parents[1] / "pictures"
MELANOMA = PICTURES / "dermoscopy-melanoma.jpg"
KERATOSIS = PICTURES / "photo-actinic-keratosis.jpg"

EVERYWHERE = pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
IN_EACH_LANGUAGE = pytest.mark.parametrize("code", LANGUAGES)


@pytest.fixture(scope="module")
def house(built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, with few people."""
    assert (built_page / "index.html").is_file()
    with Server(tmp_path_factory.mktemp("house")) as running:
        yield running


@EVERYWHERE
@IN_EACH_LANGUAGE
def test_a_patient_comes_in_is_assessed_looks_back_and_leaves(
    visit: Visit, house: Server, code: str, screen: Screen
) -> None:
    email = f"patient-{code}-{screen.name}@home.example"
    patient = visit(screen, "register", house)
    page, text, keys = patient.page, patient.text, Keyboard(patient)
    keys.speak(code)
    keys.answer(["Ada Sommer", email, PASSWORD], ("account", "register", "act"))
    patient.at(text("account", "awaiting", "heading"))
    house.admin().patch(f"/users/{email}/approve", expect=200)
    keys.use(keys.find("link", "account", "awaiting", "signIn"))
    keys.sign_in(email, PASSWORD)
    patient.at(text("submissions", "assess", "title"))
    expect(page.locator("html")).to_have_attribute("lang", code)

    with page.expect_file_chooser() as chooser:
        keys.use(keys.find("button", "submissions", "chooser", "choose"))
    chooser.value.set_files(KERATOSIS)
    keys.use(keys.find("button", "submissions", "assess", "act"))
    result = page.get_by_role("heading", level=1, name=text("submissions", "result", "title"), exact=True)
    expect(result).to_be_focused(timeout=60_000)
    keys.use(keys.find("slider", "submissions", "heatMap", "title"), "End")
    expect(page.locator("lentigo-secure-picture.heat-map")).to_have_css("opacity", "1")
    keys.use(page.locator("summary").filter(has_text=text("submissions", "result", "numbers")))
    expect(page.locator("lentigo-probability-bars li").first).to_be_visible()
    patient.inspect()
    with page.expect_download(timeout=60_000):
        keys.use(keys.find("button", "submissions", "download", "pdf"))
    keys.use(keys.find("button", "submissions", "review", "takeBack"))
    patient.sees(text("submissions", "review", "withheld"))
    keys.use(keys.find("button", "submissions", "review", "give"))
    patient.sees(text("submissions", "review", "waiting"))

    keys.go("history")
    patient.at(text("submissions", "history", "title"))
    rows = page.locator("main li a")
    expect(rows).to_have_count(1)
    search = keys.find("textbox", "submissions", "history", "search")
    keys.write(search, "9999")
    patient.sees(text("submissions", "history", "noMatch"))
    keys.use(keys.find("button", "submissions", "history", "reset"))
    expect(rows).to_have_count(1)
    keys.use(rows.first)
    expect(result).to_be_focused()
    keys.use(keys.find("button", "submissions", "result", "delete"))
    patient.at(text("submissions", "history", "title"))
    keys.use(keys.find("button", "submissions", "history", "undo"))
    expect(rows.first).to_be_focused()

    keys.go("learn")
    patient.at(text("learn", "title"))
    keys.use(page.locator("main li a").first)
    patient.sees(text("learn", "condition", "signs"))
    keys.use(keys.find("link", "learn", "back", within=page.locator("main")))
    keys.use(page.locator("main a[href$='learn/model']"))
    patient.sees(text("learn", "limits", "title"))

    keys.go("account")
    patient.at(text("account", "overview", "title"))
    keys.write(page.locator("lentigo-profile-form input"), "Ada Winter")
    keys.use(keys.find("button", "account", "overview", "nameSave"))
    patient.sees(text("account", "overview", "nameSaved"))
    consent = page.locator("lentigo-consent-card").first
    keys.use(consent.get_by_role("button"))
    expect(consent).to_contain_text(text("account", "consents", "notGiven"))
    keys.use(consent.get_by_role("button"))
    expect(consent.locator("strong.given")).to_be_visible()
    with page.expect_download(timeout=60_000):
        keys.use(keys.find("button", "account", "export", "act"))
    keys.use(keys.find("button", "account", "erase", "open"))
    dialog = page.get_by_role("alertdialog")
    keys.answer([email, PASSWORD], ("account", "erase", "act"), within=dialog)
    patient.at(text("account", "signIn", "title"))
    patient.sees(text("account", "erase", "done"))


@EVERYWHERE
@IN_EACH_LANGUAGE
def test_a_doctor_confirms_corrects_and_finds_what_was_done(
    visit: Visit, house: Server, code: str, screen: Screen
) -> None:
    person = house.user(f"sends-{code}-{screen.name}@home.example", name="Jonas Weber")
    numbers = [person.upload(file.read_bytes(), expect=200).json()["id"] for file in (MELANOMA, KERATOSIS)]
    email = f"doctor-{code}-{screen.name}@clinic.example"
    house.user(email, role="doctor").patch("/account", json={"language": code}, expect=200)
    doctor = visit(screen, "sign-in", house)
    page, text, keys = doctor.page, doctor.text, Keyboard(doctor)
    keys.speak(code)
    keys.sign_in(email, PASSWORD)
    rows = page.locator(".queue lentigo-case-row")
    expect(rows.first).to_be_visible()
    if screen is PHONE:
        doctor.at(text("reviews", "title"))
    for number, decision in zip(numbers, ("confirmed", "corrected"), strict=True):
        heading = text("reviews", "case", "number").replace("{{ id }}", str(number))
        if screen is PHONE and number != numbers[0]:
            keys.use(keys.find("link", "reviews", "case", "all"))
        keys.use(rows.filter(has_text=text("reviews", "number").replace("{{ id }}", str(number))).get_by_role("link"))
        doctor.at(heading)
        keys.use(keys.find("slider", "submissions", "heatMap", "title"), "Home")
        keys.write(keys.find("textbox", "reviews", "verdict", "note"), "Come in.")
        if decision == "confirmed":
            keys.use(page.locator("lentigo-verdict-form button[type=submit]"))
        else:
            keys.use(keys.find("button", "reviews", "verdict", "correct"))
            keys.select(page.locator("lentigo-verdict-form select"), "dermatofibroma")
            doctor.inspect()
            keys.use(keys.find("button", "reviews", "verdict", "send"))
        doctor.sees(text("reviews", "told", decision).split("{{ id }}")[0] + str(number))
        expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_have_count(0)
    words = {one["id"]: one["review"]["state"] for one in person.get("/submissions", expect=200).json()}
    assert words == dict(zip(numbers, ("confirmed", "corrected"), strict=True))

    if screen is PHONE and page.locator(".queue").is_hidden():
        keys.use(keys.find("link", "reviews", "case", "all"))
    keys.use(keys.find("link", "reviews", "state", "done"))
    expect(rows.filter(has_text="Jonas Weber").first).to_be_visible()
    doctor.sees(text("reviews", "word", "corrected"))


@EVERYWHERE
@IN_EACH_LANGUAGE
def test_an_administrator_lets_people_in_and_looks_after_the_service(
    visit: Visit, house: Server, code: str, screen: Screen
) -> None:
    mark = f"kin-{code}-{screen.name}"
    for name in ("maja", "milo"):
        body = {"name": f"{name.title()} {mark}", "email": f"{name}@{mark}.example", "password": PASSWORD}
        house.visitor().post("/register", json=body, expect=201)
    admin = visit(screen, "sign-in", house)
    page, text, keys = admin.page, admin.text, Keyboard(admin)
    keys.speak(code)
    keys.sign_in(*ADMIN)
    expect(page.locator("lentigo-person-row").first).to_be_visible()
    keys.speak(code)
    admin.at(text("people", "users", "title"))

    keys.write(keys.find("searchbox", "people", "filter", "search"), mark)
    rows = page.locator("lentigo-person-row")
    expect(rows).to_have_count(2)
    keys.use(rows.first.get_by_role("checkbox"), "Space")
    keys.use(keys.find("checkbox", "people", "bar", "all", count=2), "Space")
    keys.use(keys.find("button", "people", "bar", "approve", count=2))
    admin.sees(text("people", "bar", "done").replace("{{ count }}", "2"))

    maja = rows.filter(has_text="Maja")
    _choose(keys, maja, "makeDoctor")
    expect(maja).to_have_count(0)
    milo = rows.filter(has_text="Milo")
    _choose(keys, milo, "deactivate")
    keys.use(keys.find("button", "people", "row", "deactivate", within=page.get_by_role("alertdialog")))
    expect(milo).to_contain_text(text("people", "row", "deactivated"))
    _choose(keys, milo, "delete")
    dialog = page.get_by_role("alertdialog")
    admin.inspect()
    keys.answer([f"milo@{mark}.example"], ("people", "row", "delete"), within=dialog)
    expect(milo).to_have_count(0)

    keys.use(keys.find("link", "people", "doctors", "title", within=page.locator("lentigo-people-tabs")))
    admin.at(text("people", "doctors", "title"))
    keys.use(keys.find("button", "people", "add", "title"))
    keys.answer(
        ["Dr Grey", f"grey@{mark}.example", "a given password"],
        ("people", "add", "act"),
        within=page.get_by_role("dialog"),
    )
    expect(rows.filter(has_text=f"grey@{mark}.example")).to_be_visible()

    keys.go("dashboard")
    expect(page.locator("lentigo-service-card")).to_be_visible()
    admin.at(text("dashboard", "title"))
    keys.use(page.locator("main summary").first)
    expect(page.locator("main details[open] table").first).to_be_visible()

    keys.go("audit")
    lines = page.locator("lentigo-audit-row")
    expect(lines.first).to_be_visible()
    admin.at(text("audit", "title"))
    if screen is PHONE:
        keys.use(keys.find("button", "audit", "filter", "open"))
    keys.write(page.locator("form[role=search] input").first, f"grey@{mark}.example")
    keys.use(keys.find("button", "audit", "filter", "search"))
    expect(lines.filter(has_text=text("audit", "act", "account", "created"))).to_have_count(1)
    with page.expect_download():
        keys.use(keys.find("button", "audit", "export"))
    keys.speak("en")


def _choose(keys: Keyboard, row: Locator, item: str) -> None:
    """Open somebody's menu and walk it by arrows to something."""
    keys.use(row.locator("button.more"))
    target = keys.find("menuitem", "people", "row", item)
    expect(target).to_be_visible()
    for _ in range(8):
        if target.evaluate("(one) => one === document.activeElement"):
            break
        keys.visitor.page.keyboard.press("ArrowDown")
    keys.visitor.page.keyboard.press("Enter")
