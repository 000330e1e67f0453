"""What the public register holds on a day: what counts, and what is suspended; nothing else."""

from datetime import date

from django.db.models import QuerySet

from enterprises.models import DyehouseFiling, Registration
from enterprises.states import DyehouseFilingState, RegistrationState

_REGISTERED = (
    RegistrationState.PROVISIONAL,
    RegistrationState.REGISTERED,
    RegistrationState.SUSPENDED,
)
_FILED = (DyehouseFilingState.FILED, DyehouseFilingState.SUSPENDED)


def registered_firms(on: date) -> QuerySet[Registration]:
    """Give the registrations whose last day has not passed, suspended ones marked as such."""
    return Registration.objects.filter(state__in=_REGISTERED, valid_until__gt=on).select_related(
        "enterprise"
    )


def filed_dyehouses(on: date) -> QuerySet[DyehouseFiling]:
    """Give the filings whose last day has not passed, suspended ones marked as such."""
    return DyehouseFiling.objects.filter(state__in=_FILED, valid_until__gt=on).select_related(
        "enterprise"
    )
