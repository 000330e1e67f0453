"""The queues of the laboratory: what waits to be received, begun, entered and verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.tones import Text
from lab.models import Result, Sample, SampleItem
from lab.states import SampleState

_S = SampleState


@dataclass(frozen=True)
class Queue:
    """Samples that wait for the same hand; `act` is what can be done to many of them at once."""

    code: str
    label: Text
    state: SampleState
    act: Text = ""
    empty: Text = ""


QUEUES: Mapping[str, Queue] = MappingProxyType(
    {
        queue.code: queue
        for queue in (
            Queue(
                "receive",
                pgettext_lazy("queue", "Receive"),
                _S.TAKEN,
                _("Receive, seals intact"),
                _("No sample is on its way to the laboratory."),
            ),
            Queue(
                "start",
                pgettext_lazy("queue", "Begin"),
                _S.RECEIVED,
                _("Start testing"),
                _("Every sample received is in test."),
            ),
            Queue(
                "enter",
                pgettext_lazy("queue", "Enter results"),
                _S.TESTING,
                empty=_("No sample is in test."),
            ),
            Queue(
                "verify",
                pgettext_lazy("queue", "Verify"),
                _S.ENTERED,
                empty=_("No entered results wait for a reviewer."),
            ),
            Queue(
                "reported",
                pgettext_lazy("queue", "Reported"),
                _S.REPORTED,
                empty=_("No report was issued yet."),
            ),
        )
    }
)


def queue_counts() -> Mapping[str, int]:
    """Count what waits in each queue, in one question."""
    counted: dict[str, int] = Sample.objects.aggregate(
        **{
            queue.code: Count("pk", filter=Q(state=queue.state))
            for queue in QUEUES.values()
            if queue.state != _S.REPORTED
        }
    )
    return counted


def samples_in(queue: Queue) -> QuerySet[Sample]:
    """The samples of a queue with what is ordered of them and how many values they have."""
    return with_progress(Sample.objects.filter(state=queue.state))


def with_progress(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    """Add the items ordered and how many have a value."""
    items = SampleItem.objects.filter(sample=OuterRef("pk")).order_by().values("sample")
    first = Result.objects.filter(sample=OuterRef("pk"), supersedes__isnull=True)
    return samples.annotate(
        analytes=Subquery(
            items.annotate(codes=ArrayAgg("analyte", distinct=True)).values("codes")[:1]
        ),
        items_ordered=Subquery(items.annotate(n=Count("pk")).values("n")[:1]),
        values_entered=Subquery(
            first.order_by().values("sample").annotate(n=Count("pk")).values("n")[:1]
        ),
    )


def next_in(queue: Queue) -> Sample | None:
    """Find the sample of a queue that is due first."""
    found: Any = Sample.objects.filter(state=queue.state).order_by("due_on", "pk").first()
    return found if isinstance(found, Sample) else None
