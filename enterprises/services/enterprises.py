"""Firms: the gate that every change of standing locks, their entry and what they say of themselves."""

from collections.abc import Iterable

from enterprises.models import Enterprise


def lock(enterprise: int | str) -> Enterprise:
    """Lock a firm, by primary key or serial, before anything that can take a release away.

    `FOR NO KEY UPDATE`: rows that only point to the firm can still be written meanwhile.

    Raises:
        Enterprise.DoesNotExist: there is no such firm.
    """
    rows = Enterprise.objects.select_for_update(no_key=True)
    if isinstance(enterprise, str):
        return rows.get(serial=enterprise)
    return rows.get(pk=enterprise)


def lock_many(enterprises: Iterable[int]) -> list[Enterprise]:
    """Lock several firms at once, in the order of their keys as everybody does."""
    rows = Enterprise.objects.select_for_update(no_key=True)
    return list(rows.filter(pk__in=set(enterprises)).order_by("pk"))
