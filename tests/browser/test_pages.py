"""Every page, wide and on a phone, light and dark: anybody can use it, and nothing runs off the screen."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Page

from tests.browser import galleries, gallery
from tests.browser.conftest import LOCALES, PATIENCE, PHONE, WIDE, open_house
from tests.browser.gallery import OF_THE_THREAD, hang, session_of
from tests.browser.visitors import Visitor
from tests.browser.walls import ANYBODY, Gallery

pytestmark = pytest.mark.browser

STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# All that changes with the colours; the rest of a page is the same in the dark.
OF_COLOURS = ("color-contrast", "link-in-text-block")

_RUN = """async (chosen) => {
  const found = await axe.run({runOnly: chosen, resultTypes: ["violations"]});
  return found.violations.map((one) =>
    `${one.id} (${one.help}): ` + one.nodes.map((node) => node.html.slice(0, 200)).join("\\n    "));
}"""
# What sticks out of the page, unless it scrolls inside a place of its own.
_OVERHANG = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
}"""
# What folds is opened, the first of each page; a report folds a table for every market.
_OPEN = """() => {
  for (const one of [...document.querySelectorAll("main details")].slice(0, 4)) one.open = true;
}"""


class Readers:
    """One browser for each reader of the gallery, kept from page to page."""

    def __init__(self, browser, address: str, gallery: Gallery) -> None:
        self.browser, self.address, self.gallery = browser, address, gallery
        self.known: dict[tuple[str, str], Visitor] = {}

    def reader(self, name: str, language: str) -> Visitor:
        if (name, language) not in self.known:
            context = self.browser.new_context(base_url=self.address, locale=LOCALES[language])
            context.set_default_timeout(PATIENCE)
            if name != ANYBODY:
                session = session_of(self.gallery.readers[name])
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session}
                context.add_cookies([{**cookie, "url": self.address}])
            self.known[name, language] = Visitor(context.new_page(), language)
        return self.known[name, language]

    @property
    def faults(self) -> list[str]:
        """What any page said that it should not have said."""
        return [fault for visitor in self.known.values() for fault in visitor.faults]


@pytest.fixture(scope="class")
def readers(request, browser, django_db_setup, servers, django_db_blocker) -> Iterator[Readers]:
    with open_house(servers, django_db_blocker) as address:
        readers = Readers(browser, address, hang(request.cls.area))
        yield readers
        for visitor in readers.known.values():
            visitor.page.context.close()


def _judged(page: Page, chosen: dict[str, object]) -> list[str]:
    page.evaluate(_OPEN)
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(_RUN, chosen)


def _overhang(page: Page) -> list[str]:
    return [f"runs off the screen: {one}" for one in page.evaluate(_OVERHANG)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.cls is not None and "name" in metafunc.fixturenames:
        metafunc.parametrize("name", gallery.walls(metafunc.cls.area))


class _Look:
    """Looking at the pages of one area."""

    area: ClassVar[str]

    def opened(self, readers, name: str, viewport: dict[str, int], language: str) -> Page:
        """Open a page as its reader does, and find it answered as it should be."""
        wall = gallery.walls(self.area)[name]
        visitor = readers.reader(wall.reader, language)
        visitor.faults.clear()
        visitor.page.set_viewport_size(viewport)
        visitor.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        answer = visitor.page.goto(wall.address(readers.gallery.keys))
        assert answer is not None
        assert answer.status == wall.status
        return visitor.page


class _OnAPhone(_Look):
    """Each page where there is least room for it: on a phone, in Chinese."""

    def test_page_is_open_to_everybody_on_a_phone(self, readers, name):
        page = self.opened(readers, name, PHONE, "zh-hans")

        faults = _judged(page, {"type": "tag", "values": STANDARD}) + _overhang(page)

        assert faults + readers.faults == []


class _OtherWays(_Look):
    """Each page at a desk, in the dark, whose colours are others, and in the longer language."""

    def test_page_is_open_to_everybody_at_a_desk(self, readers, name):
        page = self.opened(readers, name, WIDE, "en")

        faults = _judged(page, {"type": "tag", "values": STANDARD}) + _overhang(page)
        page.emulate_media(color_scheme="dark")
        page.reload()
        faults += [f"dark: {one}" for one in _judged(page, {"type": "rule", "values": OF_COLOURS})]

        assert faults + readers.faults == []

    def test_page_is_read_on_a_phone_in_the_dark(self, readers, name):
        page = self.opened(readers, name, PHONE, "zh-hans")
        page.emulate_media(color_scheme="dark")
        page.reload()

        assert _judged(page, {"type": "rule", "values": OF_COLOURS}) + readers.faults == []

    def test_page_fits_a_phone_in_english_too(self, readers, name):
        page = self.opened(readers, name, PHONE, "en")

        page.evaluate(_OPEN)

        assert _overhang(page) + readers.faults == []


class TestPagesOfTheThread(_OnAPhone, _OtherWays):
    area = OF_THE_THREAD


# A class each, so that several workers share the looking.
class TestPagesOfCredit(_OnAPhone):
    area = "credit"


class TestPagesOfFigures(_OnAPhone):
    area = "figures"


class TestPagesOfImpact(_OnAPhone):
    area = "impact"


class TestPagesOfMaterial(_OnAPhone):
    area = "material"


class TestPagesOfPeople(_OnAPhone):
    area = "people"


class TestPagesOfRegistrar(_OnAPhone):
    area = "registrar"


# The colours and the parts are those of the thread, so the other ways are gone through in a drill.
@pytest.mark.drill
class TestOtherWaysOfCredit(_OtherWays):
    area = "credit"


@pytest.mark.drill
class TestOtherWaysOfFigures(_OtherWays):
    area = "figures"


@pytest.mark.drill
class TestOtherWaysOfImpact(_OtherWays):
    area = "impact"


@pytest.mark.drill
class TestOtherWaysOfMaterial(_OtherWays):
    area = "material"


@pytest.mark.drill
class TestOtherWaysOfPeople(_OtherWays):
    area = "people"


@pytest.mark.drill
class TestOtherWaysOfRegistrar(_OtherWays):
    area = "registrar"


@pytest.mark.parametrize("ways", [_OnAPhone, _OtherWays])
def test_pages_of_every_area_are_looked_at(ways):
    looked_at = {area.area for area in ways.__subclasses__()}

    assert looked_at == {OF_THE_THREAD, *galleries.names()}
