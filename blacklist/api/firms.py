"""Firms named by their credit code alone, by departments that see no other record of theirs."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from enterprises.models import Enterprise


def any_firm(credit_code: str) -> Enterprise:
    """Find the firm with this code.

    Raises:
        ValidationError: the bureau supervises none.
    """
    found = Enterprise.objects.filter(credit_code=credit_code.strip().upper()).first()
    if found is None:
        raise ValidationError({"enterprise": [_("There is no such enterprise.")]})
    return found
