"""Units of measurement: which can be compared, and by what factor."""

from decimal import Decimal
from functools import lru_cache

_DRY_WEIGHT = " dry weight"

# A unit is a dimension and the factor to that dimension's base; every factor is a power
# of ten, so a conversion never loses a digit. What is not listed is comparable only
# with itself (pH, degC, grade, ug/cm2/week).
_DIMENSIONS: dict[str, dict[str, Decimal]] = {
    "mass_fraction": {
        "mg/kg": Decimal(1),
        "ug/g": Decimal(1),
        "ppm": Decimal(1),
        "ug/kg": Decimal("0.001"),
        "ng/g": Decimal("0.001"),
        "ppb": Decimal("0.001"),
        "g/kg": Decimal(1000),
        "% w/w": Decimal(10000),
    },
    "air_concentration": {
        "mg/m3": Decimal(1),
        "ug/m3": Decimal("0.001"),
    },
}
_UNITS = {
    unit: (dimension, factor)
    for dimension, factors in _DIMENSIONS.items()
    for unit, factor in factors.items()
}
_MICRO_SIGNS = str.maketrans({"\u00b5": "u", "\u03bc": "u"})


@lru_cache(maxsize=256)
def dimension_and_factor(unit: str) -> tuple[str, Decimal]:
    """Give the dimension of a unit and its factor to the base of that dimension."""
    plain = " ".join(unit.translate(_MICRO_SIGNS).split())
    return _UNITS.get(plain, (plain, Decimal(1)))


@lru_cache(maxsize=1024)
def conversion_factor(source: str, target: str) -> Decimal | None:
    """Give what a figure in `source` is multiplied by to stand in `target`; None if it cannot."""
    source_dimension, source_factor = dimension_and_factor(source)
    target_dimension, target_factor = dimension_and_factor(target)
    return source_factor / target_factor if source_dimension == target_dimension else None


def without_basis(unit: str) -> tuple[str, bool]:
    """Split "mg/kg dry weight" into the unit and whether it is counted on dry weight."""
    plain = unit.strip()
    is_dry = plain.endswith(_DRY_WEIGHT)
    return (plain.removesuffix(_DRY_WEIGHT), is_dry)
