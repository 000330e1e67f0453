"""People at a browser: they read, press and fill in what stands on the page in their language."""

import re
from typing import Any

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import APIResponse, ConsoleMessage, Locator, Page, Response, expect

from enterprises.models import User
from enterprises.selectors.reasons import say
from tests.factories.enterprises import PASSWORD

# The browser's own lines: of an answer that is an error, which is looked at itself, and of a
# visitor who was in a field before the page had set its own focus.
_NO_FAULTS = ("Failed to load resource", "Autofocus processing was blocked")
# Characters with a meaning in the browser's regular expressions; a space is none of them.
_SPECIAL = re.compile(r"[.*+?^${}()|\[\]\\/]")
_PAGES = {"document", "xhr", "fetch"}


class Visitor:
    """Somebody at a browser; what they name is an English message id, found as they read it."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language
        self.faults: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._look_at)

    # ---- words ---------------------------------------------------------------

    def words(self, message: str, context: str = "", **params: Any) -> str:
        """Say a message id as this reader sees it."""
        with translation.override(self.language):
            said = (
                translation.pgettext(context, message) if context else translation.gettext(message)
            )
        return said % params if params else said

    def reason(self, code: str) -> str:
        """Say a reason as the heading of a verdict does."""
        with translation.override(self.language):
            return say(code).rstrip(".。")

    # ---- going about -----------------------------------------------------------

    def open(self, name: str, *args: Any, query: str = "") -> None:
        self.page.goto(reverse(name, args=args) + query)

    def log_in(self, user: User) -> "Visitor":
        """Come in by the door that everybody uses."""
        return self.log_in_at(user, "[data-menu]")

    def log_in_at(self, user: User, landmark: str) -> "Visitor":
        """Come in, and find what stands on the first page of this reader."""
        self.open("login")
        self.fill("User name", user.username)
        self.fill("Password", PASSWORD)
        self.press("Log in")
        expect(self.page.locator(landmark)).to_be_visible()
        return self

    def press(self, message: str, context: str = "", **params: Any) -> None:
        """Press a button by its words."""
        self._named("button", message, context, **params).click()

    def follow(self, message: str, context: str = "", **params: Any) -> None:
        """Follow a link by its words."""
        self._named("link", message, context, **params).click()

    def fetch(self, message: str) -> APIResponse:
        """Fetch what a link leads to, as a file."""
        address = self._named("link", message).get_attribute("href")
        return self.page.request.get(address or "")

    def follow_number(self, number: str) -> None:
        """Follow the link that is a record's number."""
        self.page.get_by_role("link", name=number).first.click()

    # ---- filling in ------------------------------------------------------------

    def fill(self, label: str, value: Any, context: str = "", **params: Any) -> None:
        self.field(label, context, **params).fill(str(value))

    def choose(self, label: str, value: str, **params: Any) -> None:
        """Choose the option that stands for a stored value."""
        self.field(label, **params).select_option(value=value)

    def field(self, label: str, context: str = "", **params: Any) -> Locator:
        """Find a field by its label, which may be marked as optional."""
        words = _SPECIAL.sub(r"\\\g<0>", self.words(label, context, **params))
        return self.page.get_by_label(re.compile(rf"^\s*{words}\s*([(（].*)?\s*$")).first

    def has(self, label: str, **params: Any) -> bool:
        """Whether a field of this label is on the page now."""
        return self.field(label, **params).count() > 0

    # ---- looking ---------------------------------------------------------------

    def sees(self, message: str, context: str = "", **params: Any) -> None:
        """Find words anywhere on the page, shown."""
        self.sees_text(self.words(message, context, **params))

    def sees_text(self, text: str) -> None:
        found = self.page.get_by_text(text).locator("visible=true").first
        expect(found).to_be_visible(timeout=10_000)

    @property
    def path(self) -> str:
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    # ---- faults ----------------------------------------------------------------

    def _named(self, role: Any, message: str, context: str = "", **params: Any) -> Locator:
        words = self.words(message, context, **params)
        found = self.page.get_by_role(role, name=words, exact=True)
        return found.locator("visible=true").first

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith(_NO_FAULTS):
            return
        self.faults.append(f"{self.page.url}: {message.type}: {message.text}")

    def _look_at(self, response: Response) -> None:
        is_page = response.request.resource_type in _PAGES
        if response.status >= (500 if is_page else 400):
            self.faults.append(f"{response.url}: answered {response.status}")
