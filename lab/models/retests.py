"""A firm's request to have the retained part of its sample tested again, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, User
from enterprises.querysets import EnterpriseRecordQuerySet
from lab import states
from lab.models.samples import Sample


class Retest(models.Model):
    """Asked for by the firm within its period, answered by an officer, done by another analyst.

    `ask_by` is the last day on which it could be asked for, `conclude_by` the last by which it
    has to be concluded.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="retests")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="retest_requests")
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=states.RetestState.choices,
        default=states.RetestState.ASKED,
    )
    grounds = models.CharField(_("grounds"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    ask_by = models.DateField(_("could be asked for by"))
    conclude_by = models.DateField(_("to be concluded by"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    retained = models.OneToOneField(
        Sample,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="retest_request",
        verbose_name=_("sample of the retained part"),
    )
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=states.RetestOutcome.choices, blank=True
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("retest")
        verbose_name_plural = _("retests")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "conclude_by"], name="retest_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.RetestState.values),
                name="retest_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *states.RetestOutcome.values]),
                name="retest_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["accepted", "done"], retained__isnull=False)
                | models.Q(state__in=["asked", "declined", "out_of_time"], retained__isnull=True),
                name="retest_accepted_has_its_sample",
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False) & ~models.Q(outcome="")
                | ~models.Q(state="done") & models.Q(outcome="", done_at__isnull=True),
                name="retest_done_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(answer=""),
                name="retest_declined_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="retest_never_decided_by_who_asked",
            ),
            models.UniqueConstraint(
                fields=["sample"],
                condition=~models.Q(state="declined"),
                name="retest_once_per_sample",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def standing(self) -> str:
        """What it has come to: its outcome once it has one, else its state."""
        return self.get_outcome_display() if self.outcome else self.get_state_display()
