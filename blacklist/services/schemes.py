"""A new version of the scheme begins as a copy of the one before, and is changed until its day."""

from django.db import transaction

from blacklist.models import CreditIndicator, SchemeValue, ScoringScheme


@transaction.atomic
def copy_parts(*, scheme: ScoringScheme, from_scheme: ScoringScheme) -> None:
    """Give a version all figures and indicators of another, so that it is whole from the start."""
    values = list(from_scheme.values.all())
    for value in values:
        value.pk, value.scheme = None, scheme
    indicators = list(from_scheme.indicators.all())
    for indicator in indicators:
        indicator.pk, indicator.scheme = None, scheme
    SchemeValue.objects.bulk_create(values)
    CreditIndicator.objects.bulk_create(indicators)
