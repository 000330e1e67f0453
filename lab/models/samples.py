"""Samples, what was ordered of them, what was measured, and the report."""

from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise, User
from enterprises.querysets import EnterpriseRecordQuerySet
from enterprises.roles import Permission, may
from enterprises.states import Contact, Process, Product, Species, Wearer
from lab import states
from lab.models.material import DyeBatch, RawMaterialLot


class SampleQuerySet(EnterpriseRecordQuerySet["Sample"]):
    def visible_to(self, user: Any) -> "SampleQuerySet":
        """The laboratory sees every sample, though it reads no firms."""
        if user.is_authenticated and may(user, Permission.READ_SAMPLES):
            return self.all()
        return cast("SampleQuerySet", super().visible_to(user))


class Sample(models.Model):
    """A sample of a lot, of a dye batch or of a finished product; the analyst never sees the firm."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="samples")
    subject = models.CharField(_("of"), max_length=10, choices=states.SampleSubject.choices)
    lot = models.ForeignKey(
        RawMaterialLot, models.PROTECT, null=True, blank=True, related_name="samples"
    )
    dye_batch = models.ForeignKey(
        DyeBatch, models.PROTECT, null=True, blank=True, related_name="samples"
    )
    purpose = models.CharField(_("purpose"), max_length=14, choices=states.SamplePurpose.choices)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=states.SampleState.choices,
        default=states.SampleState.PLANNED,
    )
    species = models.CharField(_("species"), max_length=14, choices=Species.choices)
    process = models.CharField(_("process"), max_length=14, choices=Process.choices, blank=True)
    colour = models.CharField(_("colour group"), max_length=20, blank=True)
    product = models.CharField(_("product"), max_length=12, choices=Product.choices, blank=True)
    wearer = models.CharField(
        _("worn by"), max_length=8, choices=Wearer.choices, default=Wearer.ADULT
    )
    contact = models.CharField(
        pgettext_lazy("with skin", "contact"),
        max_length=8,
        choices=Contact.choices,
        default=Contact.INDIRECT,
    )
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField(_("ordered at"))
    due_on = models.DateField(_("due on"))
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    skins_drawn = models.PositiveSmallIntegerField(_("skins drawn"), null=True, blank=True)
    seal_number = models.CharField(_("seal"), max_length=40, blank=True)
    portions = models.PositiveSmallIntegerField(_("portions"), default=3)
    has_retained_part = models.BooleanField(_("retained part"), default=False)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    is_seal_intact = models.BooleanField(_("seal intact"), null=True, blank=True)
    entered_at = models.DateTimeField(_("results entered at"), null=True, blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    retest_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="retests"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="sample_by_state"),
            models.Index(fields=["lot", "state"], name="sample_by_lot"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.SampleState.values),
                name="sample_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(subject="lot", lot__isnull=False, dye_batch__isnull=True)
                | models.Q(subject="dye_batch", lot__isnull=True, dye_batch__isnull=False)
                | (
                    models.Q(subject="product", lot__isnull=True, dye_batch__isnull=True)
                    & ~models.Q(product="")
                ),
                name="sample_of_exactly_one_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True, verified_at__isnull=True)
                | models.Q(verified_by__isnull=False, verified_at__isnull=False),
                name="sample_verified_by_a_person_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["verified", "reported"])
                | models.Q(verified_by__isnull=False),
                name="sample_verified_has_a_verifier",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "cancelled", "rejected"])
                | models.Q(taken_at__isnull=False),
                name="sample_taken_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SampleItem(models.Model):
    """One analyte ordered of one part, and the method; frozen when the sample is ordered."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="items")
    analyte = models.CharField(_("analyte"), max_length=10)
    method = models.CharField(_("method"), max_length=24)
    part = models.CharField(
        pgettext_lazy("sample", "part"), max_length=8, choices=states.Part.choices
    )
    part_label = models.CharField(_("part or colour"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("ordered item")
        verbose_name_plural = _("ordered items")
        ordering = ["sample", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "analyte", "part", "part_label"], name="sample_item_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample} {self.analyte}"


class Result(models.Model):
    """A measured value as written and as a number; append-only, a new row points back.

    A non-detect keeps its limit of quantification; it is never 0 and never blank.
    """

    runtime_may = "insert"

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="results")
    analyte = models.CharField(_("analyte"), max_length=10)
    part = models.CharField(
        pgettext_lazy("sample", "part"), max_length=8, choices=states.Part.choices
    )
    part_label = models.CharField(_("part or colour"), max_length=40, blank=True)
    method = models.CharField(_("method"), max_length=24)
    value_text = models.CharField(_("as written"), max_length=30)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=6, null=True, blank=True)
    is_non_detect = models.BooleanField(_("not detected"), default=False)
    loq = models.DecimalField(
        _("limit of quantification"), max_digits=16, decimal_places=6, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=20)
    uncertainty = models.DecimalField(
        _("uncertainty"), max_digits=16, decimal_places=6, null=True, blank=True
    )
    coverage_factor = models.DecimalField(
        _("coverage factor k"), max_digits=4, decimal_places=2, default=2
    )
    basis = models.CharField(
        _("basis"), max_length=12, choices=states.Basis.choices, default=states.Basis.DRY
    )
    moisture = models.DecimalField(
        _("moisture, %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    replicates = models.JSONField(_("replicates"), default=list)
    instrument = models.CharField(_("instrument"), max_length=60, blank=True)
    analyst = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["sample", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(value_text=""), name="result_is_never_blank"
            ),
            models.CheckConstraint(
                condition=models.Q(is_non_detect=False, value__isnull=False)
                | models.Q(is_non_detect=True, loq__isnull=False, value__isnull=True),
                name="result_is_a_number_or_below_its_loq",
            ),
            models.UniqueConstraint(
                fields=["sample", "analyte", "part", "part_label"],
                condition=models.Q(supersedes__isnull=True),
                name="result_first_once_per_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample} {self.analyte} {self.value_text}"


class Report(models.Model):
    """What was found, as stated on its date; immutable, a correction is a new version."""

    runtime_may = "insert"

    number = models.CharField(_("number"), max_length=24, unique=True)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="reports")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    report_date = models.DateField(_("date of the report"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verdicts = models.JSONField(_("verdicts by market"))
    fails_base_law = models.BooleanField(_("fails the base law"))
    failing_markets = ArrayField(
        models.CharField(max_length=30), default=list, verbose_name=_("fails for")
    )
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "version"], name="report_version_once"),
        ]

    def __str__(self) -> str:
        return self.number
