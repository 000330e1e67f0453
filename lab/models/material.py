"""Material: a dyehouse's batch, its delivery to a buyer, and the buyer's raw-material lot."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, User
from enterprises.querysets import EnterpriseRecordQuerySet
from enterprises.states import Process, Species
from lab import states


class DyeBatch(models.Model):
    """One recipe, species and colour dyed at once; counted in whole skins."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="dye_batches")
    species = models.CharField(_("species"), max_length=14, choices=Species.choices)
    process = models.CharField(_("process"), max_length=14, choices=Process.choices)
    colour = models.CharField(_("colour group"), max_length=20)
    skins = models.PositiveIntegerField(_("skins"))
    dyed_on = models.DateField(_("dyed on"))
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("dye batch")
        verbose_name_plural = _("dye batches")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(skins__gt=0), name="dye_batch_has_skins"),
        ]

    def __str__(self) -> str:
        return self.number


class DeliveryQuerySet(EnterpriseRecordQuerySet["Delivery"]):
    def visible_to(self, user: object) -> "DeliveryQuerySet":
        """A delivery belongs to both sides."""
        from django.db.models import Q

        from enterprises.models import Enterprise
        from enterprises.roles import Permission, may

        if not user.is_authenticated:  # type: ignore[attr-defined]
            return self.none()
        if may(user, Permission.READ_FIRMS):  # type: ignore[arg-type]
            return self.all()
        mine = Enterprise.objects.visible_to(user).values("pk")
        return self.filter(Q(dyehouse__in=mine) | Q(buyer__in=mine))


class Delivery(models.Model):
    """Skins a dyehouse says it delivered to a buyer; counts once both sides confirm."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    dyehouse = models.ForeignKey(Enterprise, models.PROTECT, related_name="deliveries_made")
    buyer = models.ForeignKey(Enterprise, models.PROTECT, related_name="deliveries_received")
    dye_batch = models.ForeignKey(
        DyeBatch, models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    species = models.CharField(_("species"), max_length=14, choices=Species.choices)
    process = models.CharField(_("process"), max_length=14, choices=Process.choices)
    colour = models.CharField(_("colour group"), max_length=20)
    skins = models.PositiveIntegerField(_("skins"))
    counted_skins = models.PositiveIntegerField(_("skins the buyer counted"), null=True, blank=True)
    settled_skins = models.PositiveIntegerField(_("settled skins"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.DeliveryState.choices,
        default=states.DeliveryState.DECLARED,
    )
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.DeliveryState.values),
                name="delivery_state_is_known",
            ),
            models.CheckConstraint(condition=models.Q(skins__gt=0), name="delivery_has_skins"),
            models.CheckConstraint(
                condition=~models.Q(dyehouse=models.F("buyer")), name="delivery_never_to_oneself"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="settled") | models.Q(settled_skins__isnull=False),
                name="delivery_settled_names_its_skins",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RawMaterialLot(models.Model):
    """Skins of one firm, one supplier, species, process and colour group, one delivery."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="lots")
    supplier_name = models.CharField(_("supplier"), max_length=120)
    delivery = models.OneToOneField(
        Delivery, models.PROTECT, null=True, blank=True, related_name="lot"
    )
    dye_batch = models.ForeignKey(
        DyeBatch, models.PROTECT, null=True, blank=True, related_name="lots"
    )
    form = models.CharField(
        _("form"), max_length=6, choices=states.LotForm.choices, default=states.LotForm.SKINS
    )
    species = models.CharField(_("species"), max_length=14, choices=Species.choices)
    process = models.CharField(_("process"), max_length=14, choices=Process.choices)
    colour = models.CharField(_("colour group"), max_length=20)
    skins_received = models.PositiveIntegerField(_("skins received"))
    received_on = models.DateField(_("received on"))
    state = models.CharField(
        _("state"), max_length=12, choices=states.LotState.choices, default=states.LotState.IN_STOCK
    )
    state_since = models.DateField(_("state since"))
    state_reason = models.CharField(_("reason of the state"), max_length=200, blank=True)
    quarantined_for = models.ForeignKey(
        "Sample",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside for"),
        help_text=_("The failed sample that set it aside; nobody's, where a person did."),
    )
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("raw-material lot")
        verbose_name_plural = _("raw-material lots")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["enterprise", "state", "received_on"], name="lot_by_firm"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.LotState.values), name="lot_state_is_known"
            ),
            models.CheckConstraint(condition=models.Q(skins_received__gt=0), name="lot_has_skins"),
            models.CheckConstraint(
                condition=models.Q(quarantined_for__isnull=True)
                | models.Q(state__in=["quarantined", "rejected"]),
                name="lot_set_aside_for_a_sample_is_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return self.number
