"""Hands on the keyboard and nowhere else, in whatever language the page speaks."""

from collections.abc import Sequence
from typing import Literal

from playwright.sync_api import Locator, expect

from tests.e2e.visitor import Visitor

Role = Literal["button", "link", "textbox", "combobox", "slider", "checkbox", "menuitem", "searchbox"]

LANGUAGES = ("en", "fr", "ar")
"""In the order of the chooser."""
_MOST_STOPS = 150
_BEHIND = """(one) => document.activeElement !== document.body
  && Boolean(document.activeElement.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING)"""


class Keyboard:
    """Goes from stop to stop and uses what it finds there.

    Args:
        visitor: In front of the page.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self._page = visitor.page
        self._keys = visitor.page.keyboard

    def find(self, role: Role, *text: str, within: Locator | None = None, **params: object) -> Locator:
        """Find what bears a sentence of the page: its scope, its keys, and what is set into it."""
        name = self.visitor.text(*text)
        for field, value in params.items():
            name = name.replace(f"{{{{ {field} }}}}", str(value))
        return (within or self._page).get_by_role(role, name=name, exact=True)

    def to(self, target: Locator) -> None:
        """Press the tabulator, forwards or backwards, until something has the focus."""
        expect(target).to_be_visible()
        expect(target).to_be_enabled()
        key = "Shift+Tab" if target.evaluate(_BEHIND) else "Tab"
        for _ in range(_MOST_STOPS):
            if target.evaluate("(one) => one === document.activeElement"):
                return
            self._keys.press(key)
        raise AssertionError(f"{target} is not reached by {_MOST_STOPS} times {key}")

    def use(self, target: Locator, key: str = "Enter") -> None:
        """Go to something and press a key there."""
        self.to(target)
        self._keys.press(key)

    def write(self, target: Locator, text: str) -> None:
        """Go to a field and write into it, in the place of what stands there."""
        self.to(target)
        self._keys.press("Control+a")
        self._keys.type(text)
        expect(target).to_have_value(text)

    def select(self, target: Locator, value: str) -> None:
        """Go to a closed list and walk it by arrows until something is chosen."""
        self.to(target)
        for key, most in (("ArrowUp", _MOST_STOPS), ("ArrowDown", _MOST_STOPS)):
            for _ in range(most):
                before = target.input_value()
                if before == value:
                    return
                self._keys.press(key)
                if target.input_value() == before:
                    break
        expect(target).to_have_value(value)

    def speak(self, code: str) -> None:
        """Choose the language of the page."""
        self.select(self._page.locator("lentigo-language-chooser select"), code)
        expect(self._page.locator("html")).to_have_attribute("lang", code)

    def go(self, place: str) -> None:
        """Go to one of the places of the main navigation."""
        main = self._page.get_by_role("navigation", name=self.visitor.text("frame", "header", "main"))
        self.use(self.find("link", "frame", "places", place, within=main))

    def answer(self, values: Sequence[str], submit: Sequence[str], within: Locator | None = None) -> None:
        """Fill in the fields of a form in their order, and press its button, which bears a sentence of the page."""
        place = within or self._page.locator("main form")
        fields = place.locator("input:not([type=checkbox])")
        expect(fields).to_have_count(len(values))
        for field, value in zip(fields.all(), values, strict=True):
            self.write(field, value)
        self.use(self.find("button", *submit, within=place))

    def sign_in(self, email: str, password: str) -> None:
        """Fill in and send the sign-in form."""
        self.answer([email, password], ("account", "signIn", "act"))
