"""Certificates of release."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from enterprises.querysets import EnterpriseRecordQuerySet
from inspections import states
from inspections.models.decisions import ReleaseDecision
from inspections.models.declarations import Declaration


class Certificate(models.Model):
    """A certificate of a released declaration: the declaration's number and the copy.

    `ship_until` is exclusive: the first day on which the goods may no longer ship.
    """

    number = models.CharField(_("number"), max_length=24, unique=True)
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="certificates")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="certificates")
    decision = models.ForeignKey(ReleaseDecision, models.PROTECT, related_name="certificates")
    copy = models.PositiveSmallIntegerField(_("copy"), default=1)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.CertificateState.choices,
        default=states.CertificateState.ACTIVE,
    )
    verification_code = models.CharField(_("verification code"), max_length=12, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    ship_until = models.DateField(_("ships before"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    state_since = models.DateTimeField(_("state since"))
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "-id"], name="certificate_by_state"),
            models.Index(fields=["enterprise", "-id"], name="certificate_by_firm"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.CertificateState.values),
                name="certificate_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["declaration"],
                condition=models.Q(state="active"),
                name="certificate_one_active_per_declaration",
            ),
            models.UniqueConstraint(
                fields=["declaration", "copy"], name="certificate_copy_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number
