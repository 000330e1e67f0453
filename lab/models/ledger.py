"""The write-off ledger: append-only entries, and the balance the database keeps of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import User
from enterprises.querysets import EnterpriseRecordQuerySet
from lab import states
from lab.models.material import RawMaterialLot


class LedgerEntry(models.Model):
    """What happened to the skins of a lot; `skins` is signed. A mistake is reversed, never edited.

    `reference` is the number of what it was done for, `destination_iso` where it went.
    """

    runtime_may = "insert"

    lot = models.ForeignKey(RawMaterialLot, models.PROTECT, related_name="ledger")
    kind = models.CharField(_("kind"), max_length=12, choices=states.LedgerKind.choices)
    skins = models.IntegerField(_("skins"))
    posted_at = models.DateTimeField(_("posted at"))
    posted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=30, blank=True)
    destination_iso = models.CharField(_("destination"), max_length=2, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["lot", "pk"]
        indexes = [models.Index(fields=["reference"], name="ledger_by_reference")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=states.LedgerKind.values), name="ledger_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["receipt", "give_back", "reversal"], skins__gt=0)
                | models.Q(kind__in=["reservation", "write_off"], skins__lt=0)
                | (models.Q(kind="adjustment") & ~models.Q(skins=0)),
                name="ledger_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["give_back", "reversal"], reverses__isnull=False)
                | (~models.Q(kind__in=["give_back", "reversal"]) & models.Q(reverses__isnull=True)),
                name="ledger_reversal_names_its_entry",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="adjustment")
                | (
                    models.Q(approved_by__isnull=False, posted_by__isnull=False)
                    & ~models.Q(approved_by=models.F("posted_by"))
                    & ~models.Q(reason="")
                ),
                name="ledger_adjustment_by_two_persons_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["lot"],
                condition=models.Q(kind="receipt"),
                name="ledger_one_receipt_per_lot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.kind} {self.skins}"


class LotBalance(models.Model):
    """The skins of a lot that nothing has taken yet.

    Kept by the trigger on `LedgerEntry`; the run-time role may only read it. It repeats
    what the entries already say, so that the database can refuse the skin too many.
    """

    runtime_may = "read"

    lot = models.OneToOneField(
        RawMaterialLot, models.PROTECT, primary_key=True, related_name="balance"
    )
    free_skins = models.IntegerField(_("free skins"))  # guarded by the named constraint
    written_off = models.IntegerField(_("written off"), default=0)
    entries = models.IntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("balance of a lot")
        verbose_name_plural = _("balances of lots")
        ordering = ["lot"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(free_skins__gte=0), name="lot_balance_never_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.free_skins}"


class LedgerAdjustmentQuerySet(EnterpriseRecordQuerySet["LedgerAdjustment"]):
    enterprise_path = "lot__enterprise"


class LedgerAdjustment(models.Model):
    """A correction of a lot's balance that one person proposes and another approves."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    lot = models.ForeignKey(RawMaterialLot, models.PROTECT, related_name="adjustments")
    skins = models.IntegerField(_("skins"), help_text=_("Signed: more or fewer."))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.AdjustmentState.choices,
        default=states.AdjustmentState.PROPOSED,
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="adjustment"
    )
    version = models.PositiveIntegerField(default=1)

    objects = LedgerAdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjustment of the ledger")
        verbose_name_plural = _("adjustments of the ledger")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.AdjustmentState.values),
                name="adjustment_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(skins=0), name="adjustment_changes_something"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="adjustment_never_decided_by_its_proposer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(entry__isnull=False),
                name="adjustment_approved_has_its_entry",
            ),
        ]

    def __str__(self) -> str:
        return self.number
