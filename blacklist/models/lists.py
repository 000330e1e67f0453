"""The red and the black list: proposed, noticed, heard, effective, ended; never deleted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from blacklist import states
from blacklist.querysets import ListEntryQuerySet
from enterprises.models import Enterprise, User

_EFFECTIVE = models.Q(state__in=["effective", "confirmed"], ended_on__isnull=True)


class ListEntry(models.Model):
    """A firm's entry on a list; effective from its first day to its end (exclusive)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="list_entries")
    kind = models.CharField(_("list"), max_length=5, choices=states.ListKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=states.ListEntryState.choices)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    ground = models.CharField(
        _("ground of the scheme"), max_length=24, blank=True, help_text=_("Its row in the scheme.")
    )
    grounds = models.TextField(_("grounds"))
    basis = models.CharField(_("legal basis"), max_length=200)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    noticed_on = models.DateField(_("firm given notice on"), null=True, blank=True)
    hear_by = models.DateField(_("to be heard by"), null=True, blank=True)
    heard_on = models.DateField(_("heard on"), null=True, blank=True)
    statement = models.TextField(_("what the firm said"), blank=True)
    remedied_on = models.DateField(_("remedied and verified on"), null=True, blank=True)
    government_statement_on = models.DateField(
        _("the government says it is ended, on"), null=True, blank=True
    )
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=300, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("list entry")
        verbose_name_plural = _("list entries")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.ListEntryState.values),
                name="list_entry_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=states.ListKind.values), name="list_entry_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=_EFFECTIVE,
                name="list_entry_never_two_in_effect",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(approved_by=models.F("proposed_by")),
                name="list_entry_never_approved_by_its_proposer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["effective", "confirmed", "ended"])
                | models.Q(approved_by__isnull=False),
                name="list_entry_in_effect_was_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["effective", "confirmed", "ended"])
                | models.Q(effective_from__isnull=False),
                name="list_entry_in_effect_has_a_first_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ended") | models.Q(ended_on__isnull=False),
                name="list_entry_ended_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def may_be_heard(self) -> bool:
        """Tell whether the firm's hearing is open; an urgent entry works before it."""
        state = states.ListEntryState.EFFECTIVE if self.is_urgent else states.ListEntryState.NOTICED
        return self.state == state
