"""Somebody in front of a browser, who also notices what people do not see."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.e2e.page_build import FRONTEND

FLAGS = [
    # Chromium's own sandbox needs rights that a container seldom gives; only our own pages are opened.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that films a test picture, and nobody who has to allow it.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
"""How to start Chromium, so that it talks to nobody but the page."""

PASSWORD = "a password that is long enough"

_AXE = """
async (source) => {
  if (!window.axe) (0, eval)(source);
  // Two frames, so that colours on their way from light to dark have arrived.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.allSettled(
    document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished));
  const overlay = document.querySelector('.cdk-overlay-pane');
  const found = await axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    // Menus, dialogs and messages float above the landmarks, as they should.
    rules: { region: { enabled: !overlay } },
  });
  return found.violations.map((rule) => `${rule.id}: ` + rule.nodes.map((node) => node.html).join(' | '));
}
"""


@dataclass(frozen=True)
class Screen:
    """What somebody looks at the page with.

    Attributes:
        name: For the names of tests.
        width: In CSS pixels.
        height: In CSS pixels.
        touch: Whether it is a telephone.
    """

    name: str
    width: int
    height: int
    touch: bool


PHONE = Screen("telephone", 360, 740, touch=True)
DESK = Screen("desk", 1440, 900, touch=False)


class Visitor:
    """A browser window with a session of its own.

    Args:
        browser: Where to open it.
        url: Address of the server.
        screen: Its size.
        downloads: Where downloads go.
        others: Further origins that the page may ask.
    """

    def __init__(
        self, browser: Browser, url: str, screen: Screen, *, downloads: Path, others: Sequence[str] = ()
    ) -> None:
        self.url = url
        self.origins = (url, *others)
        self.screen = screen
        self.downloads = downloads
        self.context = browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            has_touch=screen.touch,
            is_mobile=screen.touch,
            reduced_motion="reduce",
            locale="en-GB",
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.strangers: list[str] = []
        self._expected: list[int] = []
        self._silence = False
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))
        self.context.on("request", lambda request: self._sent(request.url))

    def open(self, path: str = "") -> None:
        """Go to an address below /app/ and wait for its heading."""
        self.page.goto(f"{self.url}/app/{path}")
        self.heading()

    def heading(self, name: str | None = None) -> None:
        """Wait for the page's heading, which may hold more words than these.

        While one page gives way to the next, both headings can stand there for less than a frame.
        """
        self.page.get_by_role("heading", level=1, name=name).first.wait_for()

    def expect_refusals(self, *statuses: int) -> None:
        """Say which refusals the server will now give, because the browser writes each of them on its console."""
        self._expected += statuses

    def expect_silence(self) -> None:
        """Say that the server will not answer from now on, which the browser writes on its console as well."""
        self._silence = True

    def press(self, name: str) -> None:
        """Press a button by its exact words."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link by its exact words."""
        self.page.get_by_role("link", name=name, exact=True).click()

    def fill(self, **fields: str) -> None:
        """Fill in fields by their labels; `_` stands for a space and `email` for “E-mail”."""
        for label, text in fields.items():
            words = "E-mail" if label == "email" else label.replace("_", " ").capitalize()
            self.page.get_by_role("textbox", name=words, exact=True).or_(
                self.page.locator("lentigo-password-field input").and_(self.page.get_by_label(words, exact=True))
            ).fill(text)

    def sees(self, text: str) -> Locator:
        """Wait until these words are on the page."""
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def at(self, heading: str) -> None:
        """Wait until the page with this heading has come, and check that it is in order."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
        self.inspect()

    def register(self, name: str, email: str) -> None:
        """Fill in and send the registration."""
        self.open("register")
        self.fill(name=name, email=email, password=PASSWORD)
        self.press("Register")

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Fill in and send the sign-in form."""
        self.open("sign-in")
        self.fill(email=email, password=password)
        self.press("Sign in")

    def choose(self, picture: Path) -> None:
        """Choose a file, as by the button."""
        with self.page.expect_file_chooser() as chooser:
            self.press("Choose a picture")
        chooser.value.set_files(picture)

    def assess(self, picture: Path) -> None:
        """Choose a file and have it assessed."""
        self.choose(picture)
        self.press("Assess this picture")
        expect(self.page.get_by_role("heading", level=1, name="Result", exact=True)).to_be_visible(timeout=60_000)

    def inspect(self) -> None:
        """Find nothing that axe-core objects to, in light and dark, and nothing that sticks out at the side."""
        source = (FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found: list[str] = self.page.evaluate(_AXE, source)
            assert not found, f"{self.page.url} ({self.screen.name}, {scheme}): {found}"
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        wide: int = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.screen.width, f"{self.page.url}: {wide} pixels wide on a screen of {self.screen.width}"
        expect(self.page.get_by_text(self.text("frame", "footer"))).to_have_count(1)

    def text(self, scope: str, *key: str) -> str:
        """Give a sentence of the page in the language that it speaks just now."""
        language = self.page.locator("html").get_attribute("lang")
        found = json.loads((FRONTEND / "public" / "i18n" / scope / f"{language}.json").read_text(encoding="utf-8"))
        for part in key:
            found = found[part]
        return str(found)

    def drawn(self, picture: Locator) -> Any:
        """Wait until an image has been loaded and decoded; gives its width in pixels."""
        expect(picture).to_be_visible()
        return picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")

    def leave(self) -> None:
        """Close the window; fails when something went wrong unnoticed."""
        self.context.close()
        assert not self.troubles, self.troubles
        assert not self.strangers, f"requests left for another origin: {self.strangers}"

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        refusal = re.search(r"server responded with a status of (\d+)", message.text)
        if refusal and int(refusal[1]) in self._expected:
            self._expected.remove(int(refusal[1]))
            return
        if self._silence and re.search(r"net::ERR_(CONNECTION|INTERNET|EMPTY|NETWORK|ABORTED|FAILED)", message.text):
            return
        self.troubles.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _sent(self, address: str) -> None:
        if not address.startswith((*(f"{origin}/" for origin in self.origins), "blob:", "data:")):
            self.strangers.append(address)
