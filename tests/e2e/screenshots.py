"""Takes the pictures of the page that the README shows: ``python -m tests.e2e.screenshots`` writes docs/screenshots."""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e import page_build
from tests.e2e.visitor import FLAGS, PHONE, Screen, Visitor
from tests.server import ADMIN, Server

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "screenshots"
PICTURES = ROOT / "tests" / "pictures"
HISTORY = ("dermoscopy-melanoma.jpg", "dermoscopy-pigmented-benign-keratosis.jpg", "dermoscopy-melanocytic-nevus.jpg")
SHOWN = "photo-actinic-keratosis.jpg"
_GAP = 24
_BEHIND = "#8b9a99"


def main() -> None:
    """Start a server with a few people and results, and photograph what they see."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    page_build.module().build()
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server, sync_playwright() as playwright:
        patient = server.user("ada@home.example", name="Ada Sommer")
        for name in HISTORY:
            patient.upload((PICTURES / name).read_bytes(), expect=200)
        server.user("grey@clinic.example", role="doctor", name="Dr Meredith Grey")
        for name in ("Jonas Weber", "Lucía Ortega"):
            body = {"name": name, "email": f"{name.split()[0].lower()}@home.example", "password": "long enough"}
            server.visitor().post("/register", json=body, expect=201)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        _result(browser, server)
        _people(browser, server)
        _telephone(browser, server)
        browser.close()


def _visitor(browser: Browser, server: Server, screen: Screen) -> Visitor:
    return Visitor(browser, server.url, screen, downloads=TARGET)


def _result(browser: Browser, server: Server) -> None:
    ada = _visitor(browser, server, Screen("desk", 1200, 1240, touch=False))
    ada.sign_in("ada@home.example")
    ada.sees("A good picture")
    ada.assess(PICTURES / SHOWN)
    _save([_shot(ada)], "result.png")


def _people(browser: Browser, server: Server) -> None:
    admin = _visitor(browser, server, Screen("desk", 1200, 800, touch=False))
    admin.sign_in(*ADMIN)
    admin.sees("Waiting for approval")
    _save([_shot(admin)], "people.png")


def _telephone(browser: Browser, server: Server) -> None:
    ada = _visitor(browser, server, PHONE)
    ada.sign_in("ada@home.example")
    ada.sees("A good picture")
    choosing = _shot(ada)
    ada.page.emulate_media(color_scheme="dark")
    ada.follow("History")
    ada.sees("confidence")
    history = _shot(ada)
    ada.page.locator("lentigo-secure-picture").first.click()
    ada.sees("What it resembles most")
    _save([choosing, history, _shot(ada)], "telephone.png")


def _shot(visitor: Visitor) -> Image.Image:
    for picture in visitor.page.locator("lentigo-secure-picture img").all():
        visitor.drawn(picture)
    expect(visitor.page.locator("lentigo-loading")).to_have_count(0)
    visitor.page.mouse.move(0, 0)
    visitor.page.wait_for_timeout(500)
    return Image.open(io.BytesIO(visitor.page.screenshot()))


def _save(shots: list[Image.Image], name: str) -> None:
    width = sum(shot.width for shot in shots) + _GAP * (len(shots) + 1)
    height = max(shot.height for shot in shots) + 2 * _GAP
    sheet = Image.new("RGB", (width, height), _BEHIND)
    left = _GAP
    for shot in shots:
        sheet.paste(shot, (left, _GAP))
        left += shot.width + _GAP
    # 256 colours are plenty for a page and a third of the bytes.
    sheet.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
        TARGET / name, optimize=True
    )


if __name__ == "__main__":
    main()
