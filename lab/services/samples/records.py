"""What the services of samples share: the lock, the one door, the audit."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from enterprises import audit, writing
from enterprises.asking import asked_often
from enterprises.models import User
from enterprises.services import enterprises
from lab.models import Sample
from lab.services.records import check_version, move
from lab.states import NEXT_SAMPLE_STATES, SampleState


def lock_sample(number: str, version: int | None = None) -> Sample:
    """Lock a sample after the firm it is of.

    Raises:
        StaleVersion: somebody changed it meanwhile.
    """
    owners = _owners(number)
    if not owners:
        raise Sample.DoesNotExist(number)
    enterprises.lock(owners[0])
    return lock_sample_alone(number, version)


def lock_sample_alone(number: str, version: int | None = None) -> Sample:
    """Lock a sample whose firm is locked already."""
    found = _locked(number)
    if not found:
        raise Sample.DoesNotExist(number)
    check_version(found[0], version)
    return found[0]


@asked_often
def _owners(number: str) -> QuerySet[Sample, int]:
    return Sample.objects.filter(number=number).values_list("enterprise", flat=True)


@asked_often
def _locked(number: str) -> QuerySet[Sample]:
    rows = Sample.objects.select_for_update(of=("self",)).filter(number=number)
    return rows.select_related("enterprise", "lot", "dye_batch", "retest_of")


def move_sample(
    sample: Sample, target: SampleState, action: object, *, only_from: SampleState | None = None
) -> None:
    """Take a locked sample through a door; the caller saves it."""
    move(sample, target, doors=NEXT_SAMPLE_STATES, action=str(action), only_from=only_from)


def save_and_record(
    sample: Sample, action: str, *fields: str, actor: User | None, at: datetime, **detail: Any
) -> None:
    """Save a sample that was moved, and write the audit."""
    writing.update(sample, ["state", "version", *fields])
    record(sample, action, actor=actor, at=at, **detail)


def record(sample: Sample, action: str, *, actor: User | None, at: datetime, **detail: Any) -> None:
    """Write into the audit what was done to a sample."""
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="sample",
        record_number=sample.number,
        enterprise=sample.enterprise,
        detail=detail,
    )
