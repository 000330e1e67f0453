"""What every paper of the laboratory says of the skins."""

import segno
from django.utils.text import capfirst

from enterprises.papers.words import Both
from enterprises.states import Colour, Process, Product, Species
from lab.models import Analyte, AromaticAmine, RawMaterialLot, Sample
from lab.selectors.bench.sheet import SheetItem
from lab.states import Part


def skins_words(of: RawMaterialLot | Sample) -> Both:
    """Name skins in both languages: 貂，染色，黑色 · Mink, dyed, black."""
    said = [Both.of(Species(of.species))]
    if of.process:
        said.append(Both.of(Process(of.process)))
    if of.colour in Colour.values:
        said.append(Both.of(Colour(of.colour)))
    elif of.colour:
        said.append(Both(of.colour, of.colour))
    product = getattr(of, "product", "")
    if product:
        said.append(Both.of(Product(product)))
    return Both("，".join(one.zh for one in said), capfirst(", ".join(one.en for one in said)))


def analyte_names() -> dict[str, Both]:
    """Name every analyte and amine in both languages, by code."""
    names: dict[str, Both] = {}
    for rows in (AromaticAmine.objects.all(), Analyte.objects.all()):
        for code, en, zh in rows.values_list("code", "name_en", "name_zh"):
            names[code] = Both(zh, en)
    return names


def part_words(item: SheetItem) -> Both:
    """Name the part an item is measured of: 毛皮 · Fur."""
    part = Both.of(Part(item.part))
    if not item.part_label:
        return part
    return Both(f"{part.zh} {item.part_label}", f"{part.en} {item.part_label}")


def square_code_of(text: str) -> str:
    """Give a square code that holds a text, as a data address."""
    address: str = segno.make(text, error="m").svg_data_uri(scale=4, border=2, light="#fff")
    return address
