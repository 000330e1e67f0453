"""The way of a sample: taken and sealed, received, tested; or ended before its report."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import outbox
from enterprises.errors import Invalid
from enterprises.models import User
from enterprises.roles import Permission, require
from lab.models import Sample
from lab.selectors.limits import number_to_draw
from lab.services.obligations import sample_was_taken, testing_has_begun
from lab.services.samples.records import lock_sample, move_sample, save_and_record
from lab.states import SamplePurpose, SampleState

SKINS_PLAN = "SKINS_CHEM"
NOTE_LENGTH_MAX = 300


@transaction.atomic
def take_sample(
    *,
    number: str,
    place: str,
    seal_number: str,
    actor: User | None,
    at: datetime,
    taken_at: datetime | None = None,
    skins_drawn: int | None = None,
    portions: int = 3,
    has_retained_part: bool = True,
    version: int | None = None,
) -> Sample:
    """Take a planned sample: who, when, where, under which seal, how many skins.

    Without a number the plan says how many skins are drawn. A retest is of the retained part.

    Raises:
        Invalid: something is missing or cannot be.
        IllegalTransition: it is not planned.
    """
    require(actor, Permission.TAKE_SAMPLE)
    sample = lock_sample(number, version)
    _refuse_unless_sealed(sample, place, seal_number, portions, taken_at, at)
    move_sample(sample, SampleState.TAKEN, gettext_lazy("take"))
    sample.taken_by = actor
    sample.taken_at = taken_at or at
    sample.place = place.strip()
    sample.seal_number = seal_number.strip()
    sample.skins_drawn = skins_drawn or skins_to_draw(sample)
    sample.portions = portions
    sample.has_retained_part = has_retained_part and sample.purpose != SamplePurpose.RETEST
    save_and_record(
        sample,
        "sample_taken",
        "taken_by",
        "taken_at",
        "place",
        "seal_number",
        "skins_drawn",
        "portions",
        "has_retained_part",
        actor=actor,
        at=at,
        seal=sample.seal_number,
    )
    sample_was_taken(sample, actor=actor, at=at)
    return sample


@transaction.atomic
def receive_sample(
    *,
    number: str,
    is_seal_intact: bool,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Sample:
    """Receive a sample in the laboratory; under a broken seal it is rejected there and then.

    Raises:
        IllegalTransition: it was not taken, or was received before.
    """
    require(actor, Permission.ENTER_RESULT)
    sample = lock_sample(number, version)
    if is_seal_intact:
        move_sample(sample, SampleState.RECEIVED, gettext_lazy("receive"))
    else:
        move_sample(sample, SampleState.REJECTED, gettext_lazy("reject"))
        sample.note = "封样破损 · Seal broken"
        outbox.tell("sample_ended", at=at, sample=sample.pk)
    sample.received_by = actor
    sample.received_at = at
    sample.is_seal_intact = is_seal_intact
    save_and_record(
        sample,
        f"sample_{sample.state}",
        "received_by",
        "received_at",
        "is_seal_intact",
        "note",
        actor=actor,
        at=at,
        seal_intact=is_seal_intact,
    )
    return sample


@transaction.atomic
def start_testing(
    *, number: str, actor: User | None, at: datetime, version: int | None = None
) -> Sample:
    """Begin to test a received sample.

    Raises:
        IllegalTransition: it was not received, or is in test already.
    """
    require(actor, Permission.ENTER_RESULT)
    sample = lock_sample(number, version)
    move_sample(
        sample,
        SampleState.TESTING,
        gettext_lazy("start testing"),
        only_from=SampleState.RECEIVED,
    )
    save_and_record(sample, "sample_testing", actor=actor, at=at)
    testing_has_begun(sample, actor=actor, at=at)
    return sample


@transaction.atomic
def cancel_sample(
    *, number: str, note: str, actor: User | None, at: datetime, version: int | None = None
) -> Sample:
    """Give up a sample that is not verified.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: it is verified or ended.
    """
    require(actor, Permission.TAKE_SAMPLE)
    return _end(number, SampleState.CANCELLED, gettext_lazy("cancel"), note, actor, at, version)


@transaction.atomic
def reject_sample(
    *, number: str, note: str, actor: User | None, at: datetime, version: int | None = None
) -> Sample:
    """Reject a sample that cannot be tested, or whose values nobody can stand by.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: it is verified or ended.
    """
    require(actor, Permission.ENTER_RESULT, Permission.VERIFY_RESULT)
    return _end(number, SampleState.REJECTED, gettext_lazy("reject"), note, actor, at, version)


def skins_to_draw(sample: Sample) -> int | None:
    """Say how many skins the plan draws of a lot or batch; a product is drawn in pieces."""
    if sample.lot is not None:
        return number_to_draw(SKINS_PLAN, sample.lot.skins_received)
    if sample.dye_batch is not None:
        return number_to_draw(SKINS_PLAN, sample.dye_batch.skins)
    return None


def _end(
    number: str,
    target: SampleState,
    action: object,
    note: str,
    actor: User | None,
    at: datetime,
    version: int | None,
) -> Sample:
    sample = lock_sample(number, version)
    if not 0 < len(note.strip()) <= NOTE_LENGTH_MAX:
        raise Invalid(fields={"note": [_("Say why, in 300 characters at most.")]})
    move_sample(sample, target, action)
    sample.note = note.strip()
    save_and_record(sample, f"sample_{target.value}", "note", actor=actor, at=at, note=sample.note)
    outbox.tell("sample_ended", at=at, sample=sample.pk)
    return sample


def _refuse_unless_sealed(
    sample: Sample,
    place: str,
    seal_number: str,
    portions: int,
    taken_at: datetime | None,
    at: datetime,
) -> None:
    faults: dict[str, list[str]] = {}
    if not place.strip():
        faults["place"] = [_("Say where it was taken.")]
    if not seal_number.strip():
        faults["seal_number"] = [_("Give the number of the seal.")]
    if portions < 1:
        faults["portions"] = [_("At least one portion is taken.")]
    if taken_at is not None and taken_at > at:
        faults["taken_at"] = [_("This time is still to come.")]
    # A form gives whole minutes, the order has its seconds.
    elif taken_at is not None and taken_at < sample.ordered_at.replace(second=0, microsecond=0):
        faults["taken_at"] = [_("The sample was ordered later than this.")]
    if faults:
        raise Invalid(fields=faults)
