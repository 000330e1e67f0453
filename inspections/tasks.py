"""What release does by itself: it answers facts, expires certificates, publishes and reveals seeds."""

import logging
from collections.abc import Iterable

from celery import shared_task
from django.utils import timezone

from enterprises.models import Enterprise, OutboxFact
from enterprises.roles import Role
from enterprises.services import notifications
from inspections.selectors import waiting
from inspections.services import certificates, impact, seeds, telling
from inspections.services.decisions.anew import answer_fact
from inspections.services.decisions.laboratory import answer_sample
from lab.models import MonitoringObligation, Sample

logger = logging.getLogger(__name__)


@shared_task
def decide_after_sample(fact_id: int) -> None:
    """Judge anew every held declaration that a verified, failed or ended sample may move."""
    fact = OutboxFact.objects.get(pk=fact_id)
    sample = Sample.objects.get(pk=fact.payload["sample"])
    for number in waiting.held_for_sample(sample):
        answer_sample(number=number, sample=sample, cause=_cause(fact), at=timezone.now())


@shared_task
def decide_after_lots(fact_id: int) -> None:
    """Judge anew every held declaration of lots that were set aside, freed or rejected."""
    fact = OutboxFact.objects.get(pk=fact_id)
    _answer(fact, waiting.held_for_lots(fact.payload["lots"]))


@shared_task
def decide_after_standing(fact_id: int) -> None:
    """Judge anew what is held of a firm whose class, list, registration or filing moved."""
    fact = OutboxFact.objects.get(pk=fact_id)
    _answer(fact, waiting.held_for_firm(fact.payload["enterprise"]))


@shared_task
def decide_after_month(fact_id: int) -> None:
    """Judge anew what is held of a firm, or of a dyehouse's buyers, whose month was settled."""
    fact = OutboxFact.objects.get(pk=fact_id)
    obligation = MonitoringObligation.objects.filter(pk=fact.payload["obligation"])
    serial = Enterprise.objects.values_list("serial", flat=True).get(
        pk__in=obligation.values("enterprise")
    )
    _answer(fact, waiting.held_for_firm(serial))


@shared_task
def announce_decision(fact_id: int) -> None:
    """Tell the firm and its agent what became of a declaration, each once."""
    telling.tell_of_decision(fact_id=fact_id, at=timezone.now())


@shared_task
def announce_question(fact_id: int) -> None:
    """Tell the firm and its agent what the bureau asks about a hold, each once."""
    telling.tell_of_question(fact_id=fact_id, at=timezone.now())


@shared_task
def announce_answer(fact_id: int) -> None:
    """Tell the officers concerned that a firm answered, each once."""
    telling.tell_of_answer(fact_id=fact_id, at=timezone.now())


@shared_task
def open_impact_case(fact_id: int) -> None:
    """Open the case of a failed sample, once; a second run finds it."""
    fact = OutboxFact.objects.get(pk=fact_id)
    impact.open_case(sample=fact.payload["sample"], at=fact.told_at)


@shared_task
def answer_retest_on_case(fact_id: int) -> None:
    """Note a verified retest on the case of the sample it tests again, once for each report."""
    fact = OutboxFact.objects.get(pk=fact_id)
    impact.answer_retest(
        sample=fact.payload["sample"], report=fact.payload["report"], at=timezone.now()
    )


@shared_task
def note_lots_on_cases(fact_id: int) -> None:
    """End the tasks about lots that were freed or rejected; a second run finds none open."""
    fact = OutboxFact.objects.get(pk=fact_id)
    impact.note_lots(lots=fact.payload["lots"], at=timezone.now())


@shared_task
def note_certificate_on_cases(fact_id: int) -> None:
    """End the tasks about a certificate that was revoked; a second run finds none open."""
    fact = OutboxFact.objects.get(pk=fact_id)
    impact.note_certificate(certificate=fact.payload["certificate"], at=timezone.now())


@shared_task
def tell_those_who_work_on_cases(fact_id: int) -> None:
    """Tell inspectors and the chief what became of a case, each once."""
    roles = [Role.INSPECTOR, Role.CHIEF]
    notifications.tell_roles(fact_id=fact_id, roles=roles, at=timezone.now())


@shared_task
def tell_those_who_close_cases(fact_id: int) -> None:
    """Tell the chief that a case waits to be closed, once."""
    notifications.tell_roles(fact_id=fact_id, roles=[Role.CHIEF], at=timezone.now())


@shared_task
def expire_certificates() -> None:
    """Expire the certificates whose time to ship is over; a second run finds none."""
    certificates.expire(at=timezone.now())


@shared_task
def turn_seeds() -> None:
    """Publish the hashes of the days ahead and reveal the seeds of those that are past."""
    seeds.publish_commitments(at=timezone.now())
    seeds.reveal(at=timezone.now())


def _answer(fact: OutboxFact, numbers: Iterable[str]) -> None:
    for number in numbers:
        answer_fact(number=number, cause=_cause(fact), at=timezone.now())


def _cause(fact: OutboxFact) -> str:
    """Name the fact in the decision it caused, so that it is answered once."""
    return f"fact:{fact.pk}"
