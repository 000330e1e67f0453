"""What statistics count: one narrow row for each declaration that was ever judged."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from inspections import states
from inspections.models.declarations import Declaration


class DeclarationFigure(models.Model):
    """A declaration as statistics count it; kept by triggers, only read by everybody else.

    It repeats what declaration and judgements say, so that a million of them are added up while
    somebody waits, though the evidence they rest on is wide. Days are those of Beijing.
    `first_outcome`, `submitted_at` and the draw are of the first submission, the rest of the
    last judgement. `draw_rate` is empty where nothing was drawn, in per cent elsewhere; the lane
    it was drawn in stands beside it, for what is drawn may come into another one later.
    """

    runtime_may = "read"

    declaration = models.OneToOneField(
        Declaration, models.PROTECT, primary_key=True, related_name="figure"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="declaration_figures", db_index=False
    )
    destination_iso = models.CharField(_("destination country"), max_length=2)
    market = models.CharField(_("market"), max_length=30, blank=True)
    level = models.CharField(_("class"), max_length=3, blank=True)
    lane = models.CharField(_("lane"), max_length=6, blank=True)
    path = models.CharField(_("path"), max_length=22, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=states.DeclarationState.choices)
    first_outcome = models.CharField(
        _("first outcome"), max_length=10, choices=states.Outcome.choices
    )
    pieces = models.PositiveIntegerField(_("pieces"))
    value_usd = models.DecimalField(
        pgettext_lazy("money", "value, USD"), max_digits=16, decimal_places=2
    )
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_on = models.DateField(_("submitted on"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_on = models.DateField(_("decided on"))
    draw_rate = models.DecimalField(_("rate, %"), max_digits=5, decimal_places=2, null=True)
    draw_lane = models.CharField(_("lane of the draw"), max_length=6, blank=True)
    is_drawn = models.BooleanField(_("drawn"), default=False)

    class Meta:
        verbose_name = _("figures of a declaration")
        verbose_name_plural = _("figures of declarations")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["decided_on"], name="figure_by_decision"),
            models.Index(fields=["submitted_on"], name="figure_by_submission"),
            models.Index(fields=["enterprise", "decided_on"], name="figure_by_firm"),
        ]

    def __str__(self) -> str:
        return str(self.declaration)
