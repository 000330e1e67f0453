"""The scoring scheme in force, read once and kept until the reference data change."""

from datetime import date

from blacklist.models import CreditIndicator, SchemeValue, ScoringScheme
from blacklist.policy.scheme import Scheme, SchemeIncomplete, scheme_from_rows
from enterprises.selectors.reference import kept_until_changed


@kept_until_changed
def _schemes() -> tuple[tuple[ScoringScheme, Scheme | SchemeIncomplete], ...]:
    return tuple((row, _read(row)) for row in ScoringScheme.objects.order_by("valid_from", "pk"))


def scheme_row_on(day: date) -> ScoringScheme:
    """Give the version of the scheme in force on a day; of two, the one that began last.

    Raises:
        SchemeIncomplete: none is in force.
    """
    return _in_force(day)[0]


def scheme_on(day: date) -> Scheme:
    """Give the scheme in force on a day, as the rules read it.

    Raises:
        SchemeIncomplete: none is in force, or a row of it is missing.
    """
    scheme = _in_force(day)[1]
    if isinstance(scheme, SchemeIncomplete):
        raise scheme
    return scheme


@kept_until_changed
def indicators_on(day: date) -> dict[str, CreditIndicator]:
    """Give the indicators of a day with their names, by code."""
    return {row.code: row for row in scheme_row_on(day).indicators.all()}


def scheme_of(row: ScoringScheme, *replaced: SchemeValue | CreditIndicator) -> Scheme:
    """Give a version of the scheme as the rules would read it with these parts in place.

    Raises:
        SchemeIncomplete: a part is missing, or cannot be read.
    """
    values = {value.pk: value for value in row.values.all()}
    indicators = {indicator.pk: indicator for indicator in row.indicators.all()}
    for part in replaced:
        if isinstance(part, SchemeValue):
            values[part.pk] = part
        else:
            indicators[part.pk] = part
    return scheme_from_rows(
        [
            {"section": one.section, "key": one.key, "value": one.value, "unit": one.unit}
            for one in values.values()
        ],
        [_indicator_row(indicator) for indicator in indicators.values()],
    )


def _in_force(day: date) -> tuple[ScoringScheme, Scheme | SchemeIncomplete]:
    found = [
        (row, scheme)
        for row, scheme in _schemes()
        if (row.valid_from is None or row.valid_from <= day)
        and (row.valid_until is None or day < row.valid_until)
    ]
    if not found:
        raise SchemeIncomplete(f"No scoring scheme is in force on {day}.")
    return found[-1]


def _read(row: ScoringScheme) -> Scheme | SchemeIncomplete:
    # A version that lies ahead and is not whole yet must not keep anybody from today's.
    try:
        return scheme_of(row)
    except SchemeIncomplete as missing:
        return missing


def _indicator_row(indicator: CreditIndicator) -> dict[str, str]:
    """Write an indicator as its file does; that is the form in which the rules read it."""
    return {
        "code": indicator.code,
        "pillar": indicator.pillar,
        "points": str(indicator.points),
        "severity": indicator.severity,
        "lapse_months": str(indicator.lapse_months),
        "reporters": ";".join(indicator.reporters),
        "confirmed_by": indicator.confirmed_by,
        "immediate_effect": indicator.immediate_effect,
        "stacking": indicator.stacking,
    }
