"""What people of the house do again and again: declare, take, measure, verify."""

import re
from collections.abc import Mapping

from inspections.models import Declaration
from lab.models import RawMaterialLot, Sample
from tests.browser.visitors import Visitor
from tests.factories import TODAY

_DECLARATION = re.compile(r"/declarations/D[\d-]+/$")


def fill_in_goods(firm: Visitor, iso: str, *, pieces: int) -> None:
    """Say where the goods go, and of what kind they are: long mink coats."""
    firm.choose("Destination", iso)
    firm.fill("Consignee", "Northern Fur Co.")
    firm.fill("Contract number", f"BC-{iso}-26-009")
    firm.fill("HS code", "4303101090")
    firm.fill("Goods, as on the contract", "Women's mink coat")
    firm.choose("Product", "coat_long")
    firm.choose("Fur", "mink")
    firm.fill("Pieces", pieces)
    firm.fill("Net weight", pieces * 3)
    firm.fill("Value", pieces * 900, "money")


def use_lots(firm: Visitor, uses: Mapping[RawMaterialLot, int]) -> None:
    """Say of which lots the first line is made."""
    for place, (lot, skins) in enumerate(uses.items(), start=1):
        if place > 1 and not firm.has("Line %(line)s, lot %(place)s", line=1, place=place):
            firm.press("Add this lot")
        firm.choose("Line %(line)s, lot %(place)s", lot.number, line=1, place=place)
        firm.fill("Line %(line)s, skins of lot %(place)s", skins, line=1, place=place)


def fill_in_marks(firm: Visitor, pieces: int) -> None:
    """Give every garment its mark, as Russia asks."""
    firm.page.get_by_text(firm.words("Identification marks, permit"), exact=True).click()
    firm.fill("Identification marks", "\n".join(f"RU-{place:06d}" for place in range(pieces)))


def fill_in_papers(firm: Visitor) -> None:
    """Say how the goods travel and where they are kept."""
    firm.fill("Port of exit", "天津 Tianjin")
    firm.choose("Leaves by", "sea")
    firm.fill("Planned shipping date", f"{TODAY:%Y-12-31}")
    firm.fill("Where the goods are kept", "大营镇工业区1号库")
    firm.fill("Packages", 10)


def submit(firm: Visitor) -> Declaration:
    """Save what is filled in, read it over and submit it."""
    firm.press("Save and read it over")
    firm.press("Submit declaration")
    firm.page.wait_for_url(_DECLARATION)
    return Declaration.objects.get(number=firm.path.strip("/").split("/")[-1])


def order_sample(inspector: Visitor, declaration: Declaration) -> Sample:
    """Find a held declaration on the desk and order the sample it waits for."""
    inspector.open("home")
    inspector.follow_number(declaration.number)
    inspector.follow("Order the sample…")
    inspector.press("Order the sample")
    inspector.sees("The sample is ordered.")
    return Sample.objects.get(enterprise=declaration.enterprise, state="planned")


def take_sample(phone: Visitor, sample: Sample, seal: str) -> None:
    """Take a sample beside the bales, with a thumb."""
    phone.open("lab:sample-list")
    phone.follow_number(sample.number)
    phone.follow("Take the sample")
    phone.press("One more")
    phone.fill("Seal number", seal)
    phone.press("Seal and finish")
    phone.sees("%(number)s is taken and sealed.", number=sample.number)


def measure(analyst: Visitor, sample: Sample) -> None:
    """Receive a sample, begin, and enter every value with the keyboard alone."""
    analyst.open("lab:worklist", query="?queue=receive")
    analyst.follow_number(sample.number)
    analyst.press("Receive the sample")
    analyst.press("Start testing")

    keyboard = analyst.page.keyboard
    analyst.page.locator("table.entry").first.get_by_role("textbox").nth(2).focus()
    for _item in range(sample.items.count()):
        keyboard.type("<1")
        keyboard.press("Enter")
    keyboard.press("Control+Enter")
    analyst.sees(
        "All values of %(number)s are entered; a reviewer verifies them.", number=sample.number
    )


def verify(reviewer: Visitor, sample: Sample) -> None:
    """Look how far the values are from every limit, and stand by them."""
    reviewer.open("lab:review")
    reviewer.follow_number(sample.number)
    reviewer.sees("How far from each limit")
    reviewer.press("Verify and issue report")
    reviewer.sees("%(number)s is verified and reported.", number=sample.number)
