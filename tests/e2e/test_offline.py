"""The page without its server opens from the device and says so, keeps nothing of anybody, and is renewed."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

import lentigo
from lentigo.vision.bundle import shipped_bundle_path
from tests.e2e.conftest import Visit
from tests.e2e.test_several_pictures import KEPT as WAITING
from tests.e2e.visitor import DESK, PHONE, Screen, Visitor
from tests.server import Server

PICTURE = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"
TEXTS = Path(__file__).parents[2] / "frontend" / "public" / "i18n"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}"""
WORKS = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (active.state === 'activated') return;
  await new Promise((done) => active.addEventListener('statechange', () => active.state === 'activated' && done()));
}"""


@pytest.fixture
def house(tmp_path: Path, built_page: Path) -> Iterator[Server]:
    """A server that a test may stop and start again."""
    assert (built_page / "worker.js").is_file()
    with Server(tmp_path / "house") as running:
        yield running


def kept(page: Page) -> list[str]:
    """The addresses of everything that the service worker keeps."""
    found: list[str] = page.evaluate(KEPT)
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def keeps_itself(visitor: Visitor, *languages: str) -> None:
    """Wait until the page has been kept on the device, all texts of these languages included."""
    visitor.page.evaluate(WORKS)
    texts = {f"i18n/{scope.name}/{code}.json" for scope in TEXTS.iterdir() for code in languages}
    wait_until(lambda: texts <= {path.removeprefix("/app/") for path in kept(visitor.page)})


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_the_page_opens_without_the_server_says_so_and_notices_when_it_is_back(
    visit: Visit, house: Server, screen: Screen
) -> None:
    visitor = visit(screen, "sign-in", house)
    keeps_itself(visitor, "en")
    house.stop()
    visitor.expect_silence()
    visitor.page.reload()
    visitor.at("Sign in")
    visitor.sees("The server does not answer at the moment.")
    visitor.page.context.set_offline(True)
    visitor.sees("You are offline.")
    # Another address than the one that was kept: the page finds its own way.
    visitor.open("register")
    visitor.at("Register")
    visitor.page.context.set_offline(False)
    house.start()
    expect(visitor.page.locator("lentigo-offline-notice p")).to_have_count(0, timeout=40_000)


def test_what_was_asked_for_opens_by_itself_when_the_server_is_back(visit: Visit, house: Server) -> None:
    person = house.user("away@home.example")
    visitor = visit(PHONE, "sign-in", house)
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    visitor.page.get_by_role("navigation").get_by_role("link", name="History").click()
    visitor.at("History")
    keeps_itself(visitor, "en")
    house.stop()
    visitor.expect_silence()
    visitor.page.reload()
    visitor.at("The server does not answer")
    assert visitor.page.url.endswith("/app/history")
    house.start()
    expect(visitor.page.get_by_role("heading", level=1, name="History", exact=True)).to_be_visible(timeout=40_000)


@pytest.mark.parametrize(("code", "sign_in"), [("fr", "Se connecter"), ("ar", "تسجيل الدخول")])
def test_the_page_that_was_kept_speaks_the_language_in_use(
    visit: Visit, house: Server, code: str, sign_in: str
) -> None:
    visitor = visit(PHONE, "sign-in", house)
    keeps_itself(visitor)
    visitor.page.locator("lentigo-language-chooser select").select_option(code)
    visitor.at(sign_in)
    keeps_itself(visitor, code)
    house.stop()
    visitor.expect_silence()
    visitor.page.reload()
    visitor.at(sign_in)
    visitor.sees(visitor.text("frame", "unreachable"))


def test_a_language_whose_texts_do_not_come_is_not_taken(visit: Visit, house: Server) -> None:
    visitor = visit(PHONE, "sign-in", house)
    languages = visitor.page.locator("lentigo-language-chooser select")
    languages.select_option("fr")
    visitor.at("Se connecter")
    # Before the worker has kept what shows a message, the sentence can only come as an alert.
    keeps_itself(visitor, "fr")
    visitor.page.reload()
    visitor.at("Se connecter")
    visitor.expect_silence()
    visitor.context.set_offline(True)
    languages.select_option("ar")
    visitor.sees(visitor.text("frame", "failures", "language"))
    expect(languages).to_have_value("fr")
    visitor.context.set_offline(False)
    languages.select_option("ar")
    visitor.at("تسجيل الدخول")


def test_what_cannot_be_told_by_the_page_is_told_by_the_browser(visit: Visit, house: Server) -> None:
    visitor = visit(PHONE, "sign-in", house)
    keeps_itself(visitor)
    # As on a first visit whose worker has kept nothing yet: what shows a message cannot be had either.
    visitor.page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")
    visitor.context.new_cdp_session(visitor.page).send("Network.clearBrowserCache")
    said: list[str] = []
    visitor.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    visitor.expect_silence()
    visitor.context.set_offline(True)
    languages = visitor.page.locator("lentigo-language-chooser select")
    languages.select_option("ar")
    wait_until(lambda: said == [visitor.text("frame", "failures", "language")])
    expect(languages).to_have_value("en")


def test_no_answer_of_the_api_and_no_picture_is_ever_kept(visit: Visit, house: Server) -> None:
    person = house.user("private@home.example")
    visitor = visit(DESK, "sign-in", house)
    keeps_itself(visitor)
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    # By now the worker stands between the page and every one of its requests.
    visitor.page.reload()
    visitor.at("Assess a picture")
    assert visitor.page.evaluate("navigator.serviceWorker.controller !== null")
    visitor.assess(PICTURE)
    visitor.page.get_by_role("navigation").get_by_role("link", name="History").click()
    visitor.at("History")
    page_files = re.compile(r"/app/([\w-]+\.(js|css|svg|json)|media/[^/]+|icons/[^/]+|i18n/\w+/\w\w\.json)?")
    found = kept(visitor.page)
    assert len(found) > 20
    assert [path for path in found if not page_files.fullmatch(path)] == []


def test_a_page_that_dies_between_the_answer_and_its_own_note_sends_a_picture_again_and_it_is_kept_once(
    visit: Visit, house: Server
) -> None:
    person = house.user("dying@home.example")
    visitor = visit(PHONE, "sign-in", house)
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    visitor.context.set_offline(True)
    visitor.choose(PICTURE)
    visitor.press("Assess this picture")
    visitor.sees("Waits for the network")
    wait_until(lambda: bool(visitor.page.evaluate(WAITING) == 1))
    keys: list[str] = []

    def answer_and_do_not_tell(route: Route) -> None:
        # Sent on from here, because the browser shows nobody the file of a form.
        keys.append(route.request.headers["idempotency-key"])
        picture = {"image": ("spot.jpg", PICTURE.read_bytes())}
        person.post("/predict", files=picture, headers={"Idempotency-Key": keys[-1]}, expect=200)

    visitor.context.route("**/predict", answer_and_do_not_tell)
    visitor.context.set_offline(False)
    wait_until(lambda: visitor.page.evaluate(WAITING) == 1 and len(keys) == 1)
    first = [one["id"] for one in person.get("/submissions", expect=200).json()]
    assert len(first) == 1
    visitor.page.close()

    visitor.context.unroute_all()
    visitor.context.on("request", lambda request: keys.extend(filter(None, [request.headers.get("idempotency-key")])))
    second = visitor.context.new_page()
    second.goto(f"{visitor.url}/app/assess")
    # Whether it goes on to the result depends on which is there first, the answer or the page that waits for it.
    second.get_by_role("heading", level=1).wait_for()
    wait_until(lambda: bool(second.evaluate(WAITING) == 0))
    assert keys == keys[:1] * 2, "sent twice, under one key"
    assert [one["id"] for one in person.get("/submissions", expect=200).json()] == first
    visitor.troubles = [trouble for trouble in visitor.troubles if "ERR_INTERNET_DISCONNECTED" not in trouble]


@pytest.fixture
def renewed(tmp_path: Path, built_page: Path) -> Iterator[tuple[Server, Path]]:
    """A server with a copy of the page that a test may exchange."""
    package = tmp_path / "installed" / "lentigo"
    shutil.copytree(Path(lentigo.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(built_page, package / "_page")
    environment = {"PYTHONPATH": str(package.parent), "LENTIGO_MODEL_DIR": str(shipped_bundle_path())}
    with Server(tmp_path / "renewed", environment) as running:
        yield running, package / "_page"


def exchange(page: Path) -> None:
    """Make another version of a built page: what bears a hash in its name bears another one from now on."""
    named = {path.name: path for path in page.glob("*-????????.js")}
    assert len(named) > 20
    for path in page.rglob("*.br"):
        path.unlink()
    for path in (*named.values(), page / "worker.js", page / "index.html"):
        text = path.read_text(encoding="utf-8")
        for name in named:
            text = text.replace(name, renamed(name))
        path.write_text(text.replace('"version": "', '"version": "next-'), encoding="utf-8")
    for name, path in named.items():
        path.rename(page / renamed(name))


def renamed(script: str) -> str:
    """Give a script's name the end that it has in the other version; its own may be any."""
    return f"{script[:-5]}{'11' if script.endswith('00.js') else '00'}.js"


def test_a_new_version_takes_over_and_a_page_of_the_old_one_goes_on_into_it(
    visit: Visit, renewed: tuple[Server, Path]
) -> None:
    server, files = renewed
    person = server.user("renewed@home.example")
    visitor = visit(DESK, "sign-in", server)
    visitor.sign_in(person.email)
    visitor.at("Assess a picture")
    keeps_itself(visitor, "en")
    old = set(kept(visitor.page))
    (main,) = files.glob("main-????????.js")

    exchange(files)
    visitor.page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    wait_until(lambda: ["next" in name for name in visitor.page.evaluate("caches.keys()")] == [True])
    assert not {path for path in old if path.endswith(".js")} & set(kept(visitor.page))
    # Its script is gone from the server and from the device: the page is loaded anew, at the address that was wanted.
    visitor.context.new_cdp_session(visitor.page).send("Network.clearBrowserCache")
    visitor.expect_refusals(404)
    visitor.page.get_by_role("navigation").get_by_role("link", name="History").click()
    visitor.at("History")
    expect(visitor.page.locator(f'script[src="{renamed(main.name)}"]')).to_have_count(1)
    (lost,) = visitor.troubles
    assert "dynamically imported module" in lost
    visitor.troubles.clear()
