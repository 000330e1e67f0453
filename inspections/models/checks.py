"""Checks of the goods, the draw that asks for them, and the seed of a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise, User
from inspections import states
from inspections.models.declarations import Declaration
from lab.models import Sample


class DaySeed(models.Model):
    """The hash of a day's secret seed, published before; the seed itself is revealed after."""

    day = models.DateField(_("day"), unique=True)
    commitment = models.CharField(_("hash of the seed"), max_length=64)
    published_at = models.DateTimeField(_("published at"))
    revealed = models.CharField(_("seed"), max_length=64, blank=True)
    revealed_at = models.DateTimeField(_("revealed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("seed of a day")
        verbose_name_plural = _("seeds of days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)


class CheckDraw(models.Model):
    """The draw of a declaration, with the rate it was made at; append-only."""

    runtime_may = "insert"

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="draws")
    submission = models.PositiveSmallIntegerField()
    drawn_on = models.DateField()
    rate = models.DecimalField(_("rate, %"), max_digits=5, decimal_places=2)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=18)
    is_drawn = models.BooleanField(_("drawn"))

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "submission"], name="draw_once"),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.value}"


class StickyCheck(models.Model):
    """A drawn check that sticks to firm, product and market until it is carried out."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    product = models.CharField(max_length=12)
    market = models.CharField(max_length=30)
    drawn_by = models.ForeignKey(Declaration, models.PROTECT, related_name="+")
    carried_out_by = models.ForeignKey(
        "inspections.Check", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("check that sticks")
        verbose_name_plural = _("checks that stick")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "product", "market"],
                condition=models.Q(carried_out_by__isnull=True),
                name="sticky_check_one_open_per_firm_product_market",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.product} {self.market}"


class Check(models.Model):
    """An inspection of the goods or a test of a product, ordered by draw, lane or officer."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="checks")
    kind = models.CharField(_("kind"), max_length=12, choices=states.CheckKind.choices)
    origin = models.CharField(_("ordered by"), max_length=8, choices=states.CheckOrigin.choices)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=states.CheckState.choices,
        default=states.CheckState.OPEN,
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(_("ordered at"))
    carried_out_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried_out_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    pieces_examined = models.PositiveIntegerField(_("pieces examined"), null=True, blank=True)
    finding = models.TextField(_("finding"), blank=True)
    sample = models.OneToOneField(
        Sample, models.PROTECT, null=True, blank=True, related_name="check_of"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["declaration", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "kind", "origin"],
                condition=models.Q(state="open"),
                name="check_one_open_per_kind_and_origin",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(carried_out_at__isnull=False),
                name="check_done_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(origin="added") | ~models.Q(reason=""),
                name="check_added_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(ordered_by__isnull=True)
                | models.Q(carried_out_by__isnull=True)
                | ~models.Q(carried_out_by=models.F("ordered_by")),
                name="check_never_carried_out_by_who_added_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.kind}"
