"""What a reader may do about what a declaration waits for; what they may not is not offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from enterprises.access import may_declare_for
from enterprises.models import User
from enterprises.roles import Permission, may
from inspections.models import Check, Declaration, Hold
from inspections.selectors.desk import hold_key
from inspections.states import CheckKind, CheckOrigin, CheckState, DeclarationState, HoldKind
from lab.states import SampleState

# The rules whose hold is a test of the goods themselves, not of a lot.
GOODS_TESTED_BY = frozenset({"R-63", "R-64"})
# The rule that holds goods of a lot in quarantine.
QUARANTINE = "R-68"
_SAMPLE_ENDED = frozenset({SampleState.CANCELLED, SampleState.REJECTED, SampleState.INVALIDATED})
_SAMPLE_DECIDED = frozenset({SampleState.REPORTED})


@dataclass(frozen=True)
class Act:
    """One thing to do: a link to its page; `posts` does it at once, with the fields given."""

    name: str
    label: str
    url: str
    posts: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class HoldActs:
    """What may be done about one hold, and what stands in the way of the rest."""

    acts: tuple[Act, ...] = ()
    note: str = ""
    sample: str = ""
    sample_url: str = ""


def hold_acts(user: User, declaration: Declaration, hold: Hold) -> HoldActs:
    """Name what the reader may do about an open hold."""
    if hold.closed_at is not None or declaration.state != DeclarationState.HELD:
        return HoldActs()
    if not may(user, Permission.READ_FIRMS):
        return _acts_of_firm(user, declaration, hold)
    is_own = user.pk in (declaration.created_by_id, declaration.submitted_by_id)
    decides = may(user, Permission.DECIDE_HOLD) or may(user, Permission.RELEASE_AS_CHIEF)
    acts: list[Act] = []
    note = ""
    if hold.kind == HoldKind.TEST:
        acts += _acts_of_test(user, declaration, hold)
    elif hold.kind == HoldKind.INSPECTION:
        added, note = _acts_of_inspection(user, declaration, hold)
        acts += added
    elif hold.kind == HoldKind.REVIEW:
        added, note = _acts_of_review(user, declaration, hold, is_own=is_own)
        acts += added
    else:
        added, note = _acts_of_chief(user, declaration, hold, is_own=is_own)
        acts += added
    if decides and not _waits_for_firm(hold):
        acts.append(_act("ask", _("Ask the firm…"), declaration, hold))
    if _may_own(user, hold) and hold.owner_id != user.pk:
        acts.append(
            Act(
                "assign",
                _("Take it"),
                _address("assign", declaration, hold),
                posts=(("to", "me"),),
            )
        )
    sample = hold.sample
    return HoldActs(
        acts=tuple(acts),
        note=note,
        sample=_(", ").join((sample.number, sample.get_state_display())) if sample else "",
        sample_url=reverse("lab:sample-detail", args=[sample.number]) if sample else "",
    )


def declaration_acts(user: User, declaration: Declaration) -> tuple[Act, ...]:
    """Name what the reader may do with the declaration as a whole."""
    state = declaration.state
    acts: list[Act] = []
    is_open = state in (DeclarationState.HELD, DeclarationState.RETURNED)
    if is_open and may(user, Permission.CARRY_OUT_CHECK):
        is_added = any(check.origin == CheckOrigin.ADDED for check in _open_checks(declaration))
        if not is_added:
            acts.append(
                Act(
                    "check-add",
                    _("Add a check…"),
                    reverse("inspections:check-add", args=[declaration.number]),
                )
            )
    decides = may(user, Permission.DECIDE_HOLD) or may(user, Permission.RELEASE_AS_CHIEF)
    if state == DeclarationState.HELD and decides:
        acts.append(
            Act(
                "decide",
                _("Judge again"),
                reverse("inspections:declaration-decide", args=[declaration.number]),
                posts=(),
            )
        )
    return tuple(acts)


def _acts_of_firm(user: User, declaration: Declaration, hold: Hold) -> HoldActs:
    if not _waits_for_firm(hold) or not may_declare_for(user, declaration.enterprise):
        return HoldActs()
    return HoldActs((_act("answer", _("Answer…"), declaration, hold),))


def _acts_of_test(user: User, declaration: Declaration, hold: Hold) -> list[Act]:
    sample = hold.sample
    is_of_goods = hold.rule_code in GOODS_TESTED_BY
    is_awaited = sample is not None and sample.state not in _SAMPLE_ENDED
    if not is_awaited and (is_of_goods or hold.subject) and may(user, Permission.TAKE_SAMPLE):
        return [_act("order-test", _("Order the sample…"), declaration, hold)]
    is_reported = sample is not None and sample.state in _SAMPLE_DECIDED
    if is_of_goods and is_reported and may(user, Permission.CARRY_OUT_CHECK):
        return [_record_act(declaration, CheckKind.PRODUCT_TEST, _("Record the test…"))]
    if (
        sample is not None
        and sample.state == SampleState.PLANNED
        and may(user, Permission.TAKE_SAMPLE)
    ):
        url = reverse("lab:sample-take", args=[sample.number])
        return [Act("take", _("Take the sample"), url)]
    return []


def _acts_of_inspection(
    user: User, declaration: Declaration, hold: Hold
) -> tuple[Sequence[Act], str]:
    if not may(user, Permission.CARRY_OUT_CHECK):
        return (), ""
    checks = [one for one in _open_checks(declaration) if one.kind == CheckKind.INSPECTION]
    if any(check.ordered_by_id == user.pk for check in checks):
        return (), _("You asked for this check; another inspector carries it out.")
    return (_record_act(declaration, CheckKind.INSPECTION, _("Record the check…")),), ""


def _acts_of_review(
    user: User, declaration: Declaration, hold: Hold, *, is_own: bool
) -> tuple[Sequence[Act], str]:
    if not hold.is_acceptable:
        return _way_to_cause(hold), _("This cannot be accepted away; it ends when its cause does.")
    if not may(user, Permission.DECIDE_HOLD):
        return (), ""
    if is_own:
        return (), _("You wrote this declaration; another person decides it.")
    return (_act("accept", _("Accept with a reason…"), declaration, hold),), ""


def _way_to_cause(hold: Hold) -> tuple[Act, ...]:
    """Lead to the lot whose quarantine holds the goods, where one can be ended."""
    if hold.rule_code != QUARANTINE or not hold.subject:
        return ()
    return (Act("lot", _("Open the lot"), reverse("lab:lot-detail", args=[hold.subject])),)


def _acts_of_chief(
    user: User, declaration: Declaration, hold: Hold, *, is_own: bool
) -> tuple[Sequence[Act], str]:
    if not may(user, Permission.RELEASE_AS_CHIEF):
        return (), _("The section chief decides this.")
    if is_own:
        return (), _("You wrote this declaration; another person decides it.")
    involved = declaration.checks.filter(ordered_by=user) | declaration.checks.filter(
        carried_out_by=user
    )
    if involved.exists():
        return (), _("You took part in a check of these goods; another chief releases them.")
    return (_act("release", _("Release with a reason…"), declaration, hold),), ""


def _may_own(user: User, hold: Hold) -> bool:
    if hold.kind == HoldKind.CHIEF:
        return may(user, Permission.RELEASE_AS_CHIEF)
    return may(user, Permission.DECIDE_HOLD)


def _waits_for_firm(hold: Hold) -> bool:
    return hold.asked_at is not None and hold.answered_at is None


def _open_checks(declaration: Declaration) -> list[Check]:
    """The open checks, asked for once however many holds are drawn."""
    kept: list[Check] | None = getattr(declaration, "_open_checks", None)
    if kept is None:
        kept = list(declaration.checks.filter(state=CheckState.OPEN))
        declaration._open_checks = kept  # type: ignore[attr-defined]
    return kept


def _act(name: str, label: str, declaration: Declaration, hold: Hold) -> Act:
    return Act(name, label, _address(name, declaration, hold))


def _address(name: str, declaration: Declaration, hold: Hold) -> str:
    return reverse(f"inspections:hold-{name}", args=[declaration.number, hold_key(hold)])


def _record_act(declaration: Declaration, kind: CheckKind, label: str) -> Act:
    url = reverse("inspections:check-record", args=[declaration.number, kind.value])
    return Act("check-record", label, url)
