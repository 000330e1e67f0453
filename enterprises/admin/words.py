"""Words for the fields that a model leaves to its own name; the administration alone shows them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.tones import Text

FIELD_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "actor": _("actor"),
        "agent": _("declaration agent"),
        "analysis": _("risk analysis"),
        "approved_by": _("approved by"),
        "attempts": _("attempts"),
        "author": _("author"),
        "azo_basis": _("basis of azo dyes"),
        "buyer": _("buyer"),
        "carried_out_by": _("carried out by"),
        "classes": _("classes"),
        "confirmed_by": _("confirmed by"),
        "contacts": _("contact with skin"),
        "copied_from": _("copied from"),
        "cr6_basis": _("basis of chromium (VI)"),
        "created_by": _("entered by"),
        "decided_by": _("decided by"),
        "decision": _("release decision"),
        "declaration": _("declaration"),
        "declared_by": _("declared by"),
        "delivery": _("delivery"),
        "department": _("partner department"),
        "design": _("place in the design"),
        "digest": _("digest"),
        "done_at": _("done at"),
        "drawn_by": _("drawn by"),
        "dye_batch": _("dye batch"),
        "dyehouse": _("dyehouse"),
        "ended_by": _("ended by"),
        "engine_version": _("version of the engine"),
        "enterprise": _("enterprise"),
        "entry": _("ledger entry"),
        "evidence_digest": _("digest of the evidence"),
        "extra_steps": _("further steps"),
        "garments": _("garments"),
        "grounds": _("grounds"),
        "grounds_allowed": _("grounds that count"),
        "hcho_basis": _("basis of formaldehyde"),
        "held_destination_iso": _("destination country when held"),
        "issued_by": _("issued by"),
        "last_error": _("last error"),
        "lot": _("raw-material lot"),
        "market": _("market"),
        "measure": _("policy measure"),
        "measures": _("policy measures"),
        "name": _("name"),
        "notice": _("notice"),
        "next_attempt_at": _("next attempt at"),
        "ordered_by": pgettext_lazy("person", "ordered by"),
        "outlet": _("overseas outlet"),
        "overlay": _("national addition"),
        "parent": _("market it adds to"),
        "parts": _("parts"),
        "payload": _("content"),
        "posted_by": _("posted by"),
        "principal": _("principal"),
        "product": _("product"),
        "proposed_by": _("proposed by"),
        "received_by": _("received by"),
        "recorded_by": _("recorded by"),
        "regimes": _("regimes"),
        "registration": _("registration"),
        "replaces": _("replaces"),
        "receipt": _("receipt of a notice"),
        "reported_by": _("reported by"),
        "retest_of": _("retest of"),
        "reverses": _("reverses"),
        "risk_analysis": _("risk analysis"),
        "rule_set": _("rule set"),
        "sample": _("sample"),
        "scheme": _("scoring scheme"),
        "scope": _("scope"),
        "scopes": _("scopes"),
        "state": _("state"),
        "state_before_suspension": _("state before the suspension"),
        "submitted_by": _("submitted by"),
        "taken_by": _("taken by"),
        "times_returned": _("times returned"),
        "token": _("token"),
        "told_at": _("told at"),
        "uploaded_by": _("uploaded by"),
        "user": _("user"),
        "verified_by": _("verified by"),
        "version": _("version"),
        "waived_by": _("waived by"),
        "waiver_proposed_by": _("waiver proposed by"),
        "wearers": _("wearers"),
    }
)


def name_fields(model: type[Model]) -> None:
    """Give each field of a model that has no words of its own those of the list."""
    fields: Iterable[Any] = (*model._meta.fields, *model._meta.many_to_many)
    for field in fields:
        if field._verbose_name is None and field.name in FIELD_WORDS:
            field.verbose_name = FIELD_WORDS[field.name]
