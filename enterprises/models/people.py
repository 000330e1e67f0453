"""People and what they may act for."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises import states
from enterprises.languages import either
from enterprises.models.keyed import Keyed
from enterprises.querysets import AuthorisationQuerySet, MembershipQuerySet


class PartnerDepartment(models.Model):
    """A department of the local government that reports credit data."""

    is_reference = True

    code = models.CharField(_("code"), max_length=30, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)

    class Meta:
        verbose_name = _("partner department")
        verbose_name_plural = _("partner departments")
        ordering = ["code"]

    def __str__(self) -> str:
        return either(self.name_en, self.name_zh)


class User(AbstractUser):
    """A person; the roles are groups, the firms are memberships."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=80, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=[("en", _("English")), ("zh-hans", _("Simplified Chinese"))],
    )
    theme = models.CharField(
        _("theme"),
        max_length=5,
        default="auto",
        choices=[("auto", _("as the device")), ("light", _("light")), ("dark", _("dark"))],
    )
    department = models.ForeignKey(
        PartnerDepartment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("partner department"),
    )
    is_demonstration = models.BooleanField(_("demonstration account"), default=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Membership(Keyed):
    """A person acts for a firm, from a day until a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=12, choices=states.MembershipRole.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["enterprise", "user", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "enterprise"],
                condition=models.Q(until__isnull=True),
                name="membership_one_open_per_person_and_firm",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=states.MembershipRole.values),
                name="membership_role_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.enterprise}"


class AgentAuthorisation(Keyed):
    """A firm lets a declaration agent file for it, while it lasts."""

    principal = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="agents_authorised"
    )
    agent = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="principals_served"
    )
    state = models.CharField(
        max_length=12,
        choices=states.AgentAuthorisationState.choices,
        default=states.AgentAuthorisationState.ASKED,
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    version = models.PositiveIntegerField(default=1)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent authorisation")
        verbose_name_plural = _("agent authorisations")
        ordering = ["principal", "agent", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.AgentAuthorisationState.values),
                name="agent_authorisation_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(principal=models.F("agent")),
                name="agent_authorisation_never_of_oneself",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")),
                name="agent_authorisation_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["principal", "agent"],
                condition=models.Q(state__in=["asked", "accepted"]),
                name="agent_authorisation_one_open_per_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.agent}"


class ApiToken(Keyed):
    """A key to the API, shown once and kept only as a hash, for named scopes."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["user", "name", "pk"]

    def __str__(self) -> str:
        return self.name
