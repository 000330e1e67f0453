"""What every paper of the laboratory says of the skins."""

import segno
from django.utils.text import capfirst

from enterprises.papers.words import Both
from enterprises.states import Colour, Process, Product, Species
from lab.models import RawMaterialLot, Sample


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


def square_code_of(text: str) -> str:
    """Give a square code that holds a text, as a data address."""
    address: str = segno.make(text, error="m").svg_data_uri(scale=4, border=2, light="#fff")
    return address
