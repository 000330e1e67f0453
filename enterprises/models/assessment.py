"""Assessments on site: by whom, by which version of the checklist, and what was found."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import states
from enterprises.languages import either
from enterprises.models.enterprise import Enterprise
from enterprises.models.people import User
from enterprises.models.rails import StoredFile
from enterprises.models.registration import DyehouseFiling, Registration
from enterprises.querysets import EnterpriseRecordQuerySet

NOT_ENDED = ("planned", "under_way", "submitted", "sent_back")
_REPORTED = ("submitted", "sent_back", "endorsed")


class Assessment(models.Model):
    """A visit to a maker or a dyehouse, by named assessors, endorsed by another officer.

    That whoever assessed does not endorse is also guarded by a trigger, since the assessors are
    rows of their own.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="assessments")
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    filing = models.ForeignKey(
        DyehouseFiling,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("dyehouse filing"),
    )
    checklist = models.CharField(_("checklist"), max_length=14, choices=states.Checklist.choices)
    checklist_version = models.PositiveSmallIntegerField(_("version of the checklist"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.AssessmentState.choices,
        default=states.AssessmentState.PLANNED,
    )
    assessors = models.ManyToManyField(
        User,
        through="AssessmentAssessor",
        related_name="assessments",
        verbose_name=_("assessors"),
    )
    planned_for = models.DateField(_("planned for"))
    planned_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned at"))
    on_site_on = models.DateField(_("on site on"), null=True, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    endorsed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("endorsed by"),
    )
    endorsed_at = models.DateTimeField(_("endorsed at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.AssessmentState.values),
                name="assessment_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(registration__isnull=False, filing__isnull=True)
                | models.Q(registration__isnull=True, filing__isnull=False),
                name="assessment_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=_REPORTED)
                | models.Q(on_site_on__isnull=False, submitted_by__isnull=False),
                name="assessment_reported_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="endorsed")
                | models.Q(endorsed_by__isnull=False, endorsed_at__isnull=False),
                name="assessment_endorsed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(endorsed_by=models.F("submitted_by")),
                name="assessment_endorsed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__lte=100),
                name="assessment_score_is_of_a_hundred",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(state__in=NOT_ENDED),
                name="assessment_one_at_a_time_per_registration",
            ),
            models.UniqueConstraint(
                fields=["filing"],
                condition=models.Q(state__in=NOT_ENDED),
                name="assessment_one_at_a_time_per_filing",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Registration | DyehouseFiling:
        """What is assessed: the registration or the filing."""
        subject = self.registration or self.filing
        assert subject is not None  # `assessment_is_of_one_thing`
        return subject


class AssessmentAssessor(models.Model):
    """One of those who go and look."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("assessor"))

    class Meta:
        verbose_name = _("assessor")
        verbose_name_plural = _("assessors")
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"], name="assessment_assessor_named_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class AssessmentItem(models.Model):
    """One item of the checklist as it stood when the visit was planned, and what was found of it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="items")
    ordinal = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=6)
    text_en = models.CharField(_("text (English)"), max_length=200)
    text_zh = models.CharField(_("text (Chinese)"), max_length=200)
    weight = models.PositiveSmallIntegerField(_("weight"))
    is_critical = models.BooleanField(_("critical"))
    evidence_expected = models.CharField(_("evidence expected"), max_length=120, blank=True)
    measure = models.CharField(_("policy measure"), max_length=6)
    finding = models.CharField(
        pgettext_lazy("of a checklist item", "found"),
        max_length=14,
        choices=states.ItemFinding.choices,
        blank=True,
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item of an assessment")
        verbose_name_plural = _("items of assessments")
        ordering = ["assessment", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "code"], name="assessment_item_once_per_assessment"
            ),
            models.CheckConstraint(
                condition=models.Q(finding__in=["", *states.ItemFinding.values]),
                name="assessment_item_finding_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(finding="nonconforming") | ~models.Q(remark=""),
                name="assessment_item_not_conforming_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        """What is looked at, in the reader's language."""
        return either(self.text_en, self.text_zh)


class AssessmentPhoto(models.Model):
    """A picture or paper taken along from the visit."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="photos")
    file = models.OneToOneField(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("picture of an assessment")
        verbose_name_plural = _("pictures of assessments")
        ordering = ["assessment", "pk"]

    def __str__(self) -> str:
        return str(self.file)
