"""The answers to facts told in the story, on the day they were told instead of today."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from blacklist.services import reports, supervision
from config.routes import FACT_ROUTES
from enterprises.asking import asked_often
from enterprises.models import Enterprise, Notification, OutboxFact
from enterprises.roles import Role
from enterprises.services import notifications
from inspections.selectors import waiting
from inspections.services import impact, telling
from inspections.services.decisions.anew import answer_fact
from inspections.services.decisions.laboratory import answer_sample
from lab.models import MonitoringObligation, Sample

Answer = Callable[[OutboxFact, datetime], None]
Execute = Callable[..., Any]
# How the statement begins by which a fact is told, alone or beside other rows.
_TELLING = f'INSERT INTO "{OutboxFact._meta.db_table}"'


class FactsOfTheStory:
    """Answers what was told since it was last asked; what it cannot answer waits for the worker.

    What others told before it was made is left to the worker too.
    """

    def __init__(self) -> None:
        last = OutboxFact.objects.order_by("-pk").values_list("pk", flat=True).first()
        self._last = last or 0
        self._answered: list[int] = []
        self._was_told = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Notice what is told; most of what happens tells nothing, and then nothing is asked."""
        with connection.execute_wrapper(self._hear):
            yield

    def answer(self, at: datetime) -> None:
        while self._was_told:
            self._was_told = False
            facts = _told_after(self._last)
            self._answered += [fact.pk for fact in facts if _answer(fact, at)]
            if facts:
                self._last = facts[-1].pk

    def _hear(self, execute: Execute, sql: object, *others: Any) -> Any:
        self._was_told |= isinstance(sql, str) and _TELLING in sql
        return execute(sql, *others)

    def settle(self) -> None:
        """Write down what was answered, before anybody else could take it up."""
        OutboxFact.objects.filter(pk__in=self._answered).update(done_at=F("told_at"))
        self._answered.clear()


@asked_often
def _told_after(last: int) -> QuerySet[OutboxFact]:
    return OutboxFact.objects.filter(pk__gt=last, done_at__isnull=True).order_by("pk")


def read_what_is_old(*, before: datetime, at: datetime) -> None:
    """Mark as read what people were told before a day, so that what is unread is news."""
    Notification.objects.filter(created_at__lt=before, read_at__isnull=True).update(read_at=at)


def _answer(fact: OutboxFact, at: datetime) -> bool:
    """Do at an instant of the story what the tasks of a fact do when the house is open.

    A task that the story does not know is left to the worker with its fact; what is done here
    already is done once, for every task knows a fact that it has answered.
    """
    tasks = FACT_ROUTES.get(fact.name, ())
    for task in tasks:
        if task in _ANSWERS:
            _ANSWERS[task](fact, at)
    return _ANSWERS.keys() >= set(tasks)


def _tell_firm(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_firm(fact_id=fact.pk, at=at)


def _tell_credit_officers(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_roles(fact_id=fact.pk, roles=[Role.CREDIT_OFFICER], at=at)


def _tell_registrars(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_roles(fact_id=fact.pk, roles=[Role.REGISTRAR], at=at)


def _tell_inspectors(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_roles(fact_id=fact.pk, roles=[Role.INSPECTOR], at=at)


def _tell_person(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_person(fact_id=fact.pk, at=at)


def _tell_of_notice(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_of_notice(fact_id=fact.pk, at=at)


def _tell_reporter(fact: OutboxFact, at: datetime) -> None:
    reports.tell_reporter(fact_id=fact.pk, at=at)


def _credit_rectification(fact: OutboxFact, at: datetime) -> None:
    supervision.record_rectification(fact_id=fact.pk, at=at)


def _credit_assessment(fact: OutboxFact, at: datetime) -> None:
    supervision.record_assessment(fact_id=fact.pk, at=at)


def _after_sample(fact: OutboxFact, at: datetime) -> None:
    sample = Sample.objects.get(pk=fact.payload["sample"])
    for number in waiting.held_for_sample(sample):
        answer_sample(number=number, sample=sample, cause=f"fact:{fact.pk}", at=at)


def _after_lots(fact: OutboxFact, at: datetime) -> None:
    for number in waiting.held_for_lots(fact.payload["lots"]):
        answer_fact(number=number, cause=f"fact:{fact.pk}", at=at)


def _after_standing(fact: OutboxFact, at: datetime) -> None:
    for number in waiting.held_for_firm(fact.payload["enterprise"]):
        answer_fact(number=number, cause=f"fact:{fact.pk}", at=at)


def _after_month(fact: OutboxFact, at: datetime) -> None:
    obligation = MonitoringObligation.objects.filter(pk=fact.payload["obligation"])
    firm = Enterprise.objects.get(pk__in=obligation.values("enterprise"))
    for number in waiting.held_for_firm(firm.serial):
        answer_fact(number=number, cause=f"fact:{fact.pk}", at=at)


def _announce_decision(fact: OutboxFact, at: datetime) -> None:
    telling.tell_of_decision(fact_id=fact.pk, at=at)


def _announce_question(fact: OutboxFact, at: datetime) -> None:
    telling.tell_of_question(fact_id=fact.pk, at=at)


def _announce_answer(fact: OutboxFact, at: datetime) -> None:
    telling.tell_of_answer(fact_id=fact.pk, at=at)


def _open_case(fact: OutboxFact, at: datetime) -> None:
    impact.open_case(sample=fact.payload["sample"], at=at)


def _after_retest(fact: OutboxFact, at: datetime) -> None:
    impact.answer_retest(sample=fact.payload["sample"], report=fact.payload["report"], at=at)


def _note_lots(fact: OutboxFact, at: datetime) -> None:
    impact.note_lots(lots=fact.payload["lots"], at=at)


def _note_certificate(fact: OutboxFact, at: datetime) -> None:
    impact.note_certificate(certificate=fact.payload["certificate"], at=at)


def _tell_workers(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_roles(fact_id=fact.pk, roles=[Role.INSPECTOR, Role.CHIEF], at=at)


def _tell_chief(fact: OutboxFact, at: datetime) -> None:
    notifications.tell_roles(fact_id=fact.pk, roles=[Role.CHIEF], at=at)


def _let_be(fact: OutboxFact, at: datetime) -> None:
    """Leave it: the nightly round of the story draws, and nobody in it has an address for mail."""


_ANSWERS: dict[str, Answer] = {
    "enterprises.tasks.tell_firm": _tell_firm,
    "enterprises.tasks.tell_credit_officers": _tell_credit_officers,
    "enterprises.tasks.tell_registrars": _tell_registrars,
    "enterprises.tasks.tell_person": _tell_person,
    "enterprises.tasks.tell_of_notice": _tell_of_notice,
    "enterprises.tasks.mail_invitation": _let_be,
    "enterprises.tasks.mail_notifications": _let_be,
    "blacklist.tasks.tell_reporter": _tell_reporter,
    "blacklist.tasks.credit_rectification": _credit_rectification,
    "blacklist.tasks.credit_assessment": _credit_assessment,
    "lab.tasks.draw_when_wanted": _let_be,
    "lab.tasks.tell_inspectors": _tell_inspectors,
    "inspections.tasks.decide_after_sample": _after_sample,
    "inspections.tasks.decide_after_lots": _after_lots,
    "inspections.tasks.decide_after_standing": _after_standing,
    "inspections.tasks.decide_after_month": _after_month,
    "inspections.tasks.announce_decision": _announce_decision,
    "inspections.tasks.announce_question": _announce_question,
    "inspections.tasks.announce_answer": _announce_answer,
    "inspections.tasks.open_impact_case": _open_case,
    "inspections.tasks.answer_retest_on_case": _after_retest,
    "inspections.tasks.note_lots_on_cases": _note_lots,
    "inspections.tasks.note_certificate_on_cases": _note_certificate,
    "inspections.tasks.tell_those_who_work_on_cases": _tell_workers,
    "inspections.tasks.tell_those_who_close_cases": _tell_chief,
}
