"""What cannot be in what people enter about skins, told at each field."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from enterprises.calendar import day_of
from enterprises.errors import Invalid
from enterprises.states import Process, Species

Faults = dict[str, list[str]]


def material_faults(
    species: str, process: str, colour: str, skins: int, day: tuple[str, date], at: datetime
) -> Faults:
    """Name what cannot be: unknown words, no skins, a day still to come."""
    faults: Faults = {}
    if species not in Species.values:
        faults["species"] = [_("Choose a species.")]
    if process not in Process.values:
        faults["process"] = [_("Choose what was done to the skins.")]
    if not colour.strip():
        faults["colour"] = [_("Give the colour group.")]
    if skins < 1:
        faults["skins"] = [_("Give a whole number of skins, at least one.")]
    field, when = day
    if when > day_of(at):
        faults[field] = [_("This day is still to come.")]
    return faults


def refuse(faults: Faults) -> None:
    """Refuse if there is a fault.

    Raises:
        Invalid: with each sentence at its field.
    """
    if faults:
        raise Invalid(fields=faults)
