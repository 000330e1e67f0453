"""The words for codes of the laboratory: analytes, grounds, markets, materials."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.text import capfirst
from django.utils.translation import gettext

from enterprises.languages import either, is_chinese
from enterprises.selectors.reference import kept_until_changed, markets
from enterprises.states import Colour, Process, Species
from lab.models import Analyte, AromaticAmine, RawMaterialLot
from lab.states import Ground, LotForm

Names = tuple[str, str]

_SIGNS = MappingProxyType({"<=": "≤", "<": "<", ">=": "≥", "nd": "n.d."})


def analyte_name(code: str) -> str:
    """Name what is measured; a code we have no row of is its own name."""
    names = _analytes().get(code)
    return code if names is None else names[is_chinese()]


def market_name(code: str) -> str:
    """Name a jurisdiction, without what its name explains after a colon."""
    market = markets().get(code)
    if market is None:
        return code
    name_en, colon, _rest = market.name_en.partition(":")
    return either(name_en, market.name_zh.partition("（")[0] if colon else market.name_zh)


def operator_sign(operator: str) -> str:
    """Write how a value stands to its limit, as people do."""
    return _SIGNS.get(operator, operator)


def ground_name(code: str) -> str:
    """Name a ground of a lot as it stands inside a sentence."""
    label = str(Ground(code).label) if code in Ground.values else code
    return label[:1].lower() + label[1:]


def colour_name(colour: str) -> str:
    """Name a colour group; one that is not usual is shown as it was written."""
    return str(Colour(colour).label) if colour in Colour.values else colour


def colours_named(text: str) -> list[str]:
    """Find the usual colour groups whose name in the reader's language holds a text."""
    return [code for code, label in Colour.choices if text and text in str(label)]


def material_name(lot: RawMaterialLot) -> str:
    """Name the skins of a lot: Mink, dyed, black."""
    species = capfirst(str(Species(lot.species).label))
    words = [species, str(Process(lot.process).label), colour_name(lot.colour)]
    if lot.form == LotForm.PLATES:
        words.append(gettext("in plates"))
    return gettext(", ").join(words)


def supplier_name(lot: RawMaterialLot) -> str:
    """Name whom the skins came from; a dyehouse that delivered them by its name in our books."""
    return lot.delivery.dyehouse.name if lot.delivery is not None else lot.supplier_name


def joined(*words: object) -> str:
    """Part words by commas, as the reader's language writes them."""
    return gettext(", ").join(map(str, words))


def analyte_choices() -> list[tuple[str, str]]:
    """Offer what a contract may set a limit for, by name."""
    codes = Analyte.objects.values_list("code", flat=True)
    return sorted(((code, analyte_name(code)) for code in codes), key=lambda pair: pair[1])


@kept_until_changed
def _analytes() -> Mapping[str, Names]:
    # An amine of the same code as an analyte is the same substance.
    names: dict[str, Names] = {}
    for rows in (AromaticAmine.objects.all(), Analyte.objects.all()):
        names |= {code: (en, zh) for code, en, zh in rows.values_list("code", "name_en", "name_zh")}
    return MappingProxyType(names)


# How the parameters of reasons that hold codes of this floor are said.
SPEAKERS = MappingProxyType(
    {
        "analyte": analyte_name,
        "items": analyte_name,
        "market": market_name,
        "operator": operator_sign,
        "ground": ground_name,
        "grounds": ground_name,
    }
)
