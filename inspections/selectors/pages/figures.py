"""How times and shares of the statistics are said."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises import formats

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def took_words(took: timedelta | None) -> tuple[str, str]:
    """Say a time as a figure and its unit: minutes, hours or days, whichever reads best."""
    if took is None:
        return formats.MISSING, ""
    if took < _MINUTE:
        return "< 1", _("minute")
    if took < _HOUR:
        minutes = round(took / _MINUTE)
        return formats.number(minutes), ngettext("minute", "minutes", minutes)
    if took < 2 * _DAY:
        hours = Decimal(round(took / _HOUR, 1)).quantize(Decimal("0.1"))
        return formats.number(hours), _("hours")
    days = Decimal(round(took / _DAY, 1)).quantize(Decimal("0.1"))
    return formats.number(days), _("days")


def share_words(part: int, whole: int) -> str:
    """Say a share with one decimal, or a dash where there is nothing to share."""
    if not whole:
        return formats.MISSING
    return formats.percent((Decimal(100 * part) / whole).quantize(Decimal("0.1")))
