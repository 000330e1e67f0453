"""The right to export: a maker's registration, a dyehouse's filing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises import states
from enterprises.languages import either
from enterprises.models.enterprise import Enterprise
from enterprises.models.rails import StoredFile
from enterprises.querysets import EnterpriseRecordQuerySet


class Registration(models.Model):
    """One application of a firm and what became of it.

    `valid_until` is exclusive. `allowed_isos` and `cap_pieces` bind while it is provisional.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="registrations")
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=states.RegistrationState.choices,
        default=states.RegistrationState.DRAFT,
    )
    state_before_suspension = models.CharField(max_length=12, blank=True)
    state_since = models.DateField(_("state since"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    times_returned = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    allowed_isos = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        verbose_name=_("allowed destinations"),
    )
    cap_pieces = models.PositiveIntegerField(_("cap, pieces"), null=True, blank=True)
    earlier_ports = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("declared before at"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    process = models.TextField(_("process, step by step"), blank=True)
    premises = models.TextField(_("premises"), blank=True)
    workers = models.PositiveIntegerField(_("workers"), null=True, blank=True)
    pieces_per_year = models.PositiveIntegerField(
        _("capacity, pieces a year"), null=True, blank=True
    )
    quality_officer = models.CharField(_("quality officer"), max_length=80, blank=True)
    quality_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    export_isos = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        verbose_name=_("export markets"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.RegistrationState.values),
                name="registration_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["provisional", "registered"])
                | models.Q(valid_from__isnull=False, valid_until__isnull=False),
                name="registration_granted_has_a_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="suspended")
                | models.Q(state_before_suspension__in=["provisional", "registered"]),
                name="registration_suspended_knows_its_former_state",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(state__in=["provisional", "registered", "suspended"]),
                name="registration_one_in_force_per_firm",
            ),
            models.CheckConstraint(
                condition=models.Q(times_returned__lte=1), name="registration_returned_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RegistrationCondition(models.Model):
    """A dated condition of a provisional registration; the visit is the first of them."""

    VISIT = 1

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="conditions")
    ordinal = models.PositiveSmallIntegerField()
    text_en = models.CharField(_("text (English)"), max_length=200)
    text_zh = models.CharField(_("text (Chinese)"), max_length=200)
    due_on = models.DateField(_("due on"))
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    voided_on = models.DateField(_("void since"), null=True, blank=True)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["registration", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "ordinal"], name="registration_condition_numbered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_on__isnull=True) | models.Q(voided_on__isnull=True),
                name="registration_condition_accepted_or_void",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.ordinal}"

    @property
    def is_visit(self) -> bool:
        """Whether it is the visit, which only an endorsed one meets."""
        return self.ordinal == self.VISIT

    @property
    def text(self) -> str:
        """What is asked, in the reader's language."""
        return either(self.text_en, self.text_zh)


class RegistrationDocument(models.Model):
    """A paper that the firm added to its application."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=14, choices=states.DocumentKind.choices)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("paper of an application")
        verbose_name_plural = _("papers of applications")
        ordering = ["registration", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=states.DocumentKind.values),
                name="registration_document_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.file}"


class DyehouseFiling(models.Model):
    """A conforming and honest dyehouse on file; its scope says for what."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="dyehouse_filings")
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=states.DyehouseFilingState.choices,
        default=states.DyehouseFilingState.APPLIED,
    )
    state_since = models.DateField(_("state since"), null=True, blank=True)
    wished = models.TextField(_("what the dyehouse applies for"), blank=True)
    government_opinion = models.TextField(_("opinion of the local government"), blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("dyehouse filing")
        verbose_name_plural = _("dyehouse filings")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.DyehouseFilingState.values),
                name="dyehouse_filing_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["filed", "suspended"])
                | models.Q(valid_from__isnull=False, valid_until__isnull=False),
                name="dyehouse_filing_filed_has_a_period",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(state__in=["filed", "suspended"]),
                name="dyehouse_filing_one_in_force_per_firm",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FilingScope(models.Model):
    """One species × process × colour group that a filing covers."""

    filing = models.ForeignKey(DyehouseFiling, models.PROTECT, related_name="scopes")
    species = models.CharField(_("species"), max_length=14, choices=states.Species.choices)
    process = models.CharField(_("process"), max_length=14, choices=states.Process.choices)
    colour = models.CharField(_("colour group"), max_length=20)

    class Meta:
        verbose_name = _("scope of a filing")
        verbose_name_plural = _("scopes of filings")
        ordering = ["filing", "species", "process", "colour"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "species", "process", "colour"], name="filing_scope_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.species}/{self.process}/{self.colour}"


class FilingSuspension(models.Model):
    """A time during which a filing did not count; `until` is exclusive."""

    filing = models.ForeignKey(DyehouseFiling, models.PROTECT, related_name="suspensions")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("suspension of a filing")
        verbose_name_plural = _("suspensions of filings")
        ordering = ["filing", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"],
                condition=models.Q(until__isnull=True),
                name="filing_suspension_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing} {self.since}"
