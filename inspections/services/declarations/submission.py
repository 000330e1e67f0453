"""Submission: a declaration is judged, decided, written off and recorded in one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import outbox
from enterprises.access import declare_required
from enterprises.calendar import day_of
from enterprises.models import User
from enterprises.selectors.reference import one_look
from enterprises.services import enterprises
from inspections.models import Declaration, ReleaseDecision
from inspections.selectors.evidence import release_evidence
from inspections.selectors.goods import faults_of, goods_of
from inspections.services import moves, seeds
from inspections.services.decisions.judgement import Sitting, judge
from inspections.services.declarations.drafts import WRITABLE
from inspections.states import DeclarationState

FIRST, AMENDED = "submitted", "amended"


@transaction.atomic
def submit_declaration(
    *, number: str, version: int, declarant: User, submitted_at: datetime
) -> ReleaseDecision:
    """Judge a draft or an amended declaration, record the decision and act on it.

    Skins are reserved and, on release, written off; the first submission fixes the day whose
    seed draws the check, each submission the day whose limits count.

    Raises:
        IllegalTransition: the declaration is neither draft nor returned.
        Invalid: it has no lines, a line names no skins or none of its fur, or the day to ship is past.
        PermissionDenied: the person does not file for the firm.
        StaleVersion: someone changed it meanwhile; nothing is changed.
    """
    with one_look():
        declaration = moves.lock(number, version)
        declare_required(declarant, declaration.enterprise)
        is_first = declaration.state == DeclarationState.DRAFT
        moves.refuse_unless(declaration.state in WRITABLE, declaration, _("submitting it"))
        goods = goods_of(declaration, for_update=True)
        today = day_of(submitted_at)
        faults_of(goods, planned_on=declaration.planned_on, on=today).refuse()

        declaration.submission += 1
        declaration.submitted_at = submitted_at
        drawn_on = declaration.first_submitted_on or today
        declaration.first_submitted_on = drawn_on
        seed = seeds.committed_seed(drawn_on, at=submitted_at)
        evidence = release_evidence(declaration, at=submitted_at, goods=goods, seed=seed)
        decision = judge(
            Sitting(declaration, goods, evidence),
            steps=(DeclarationState.SUBMITTED,),
            action=_("submitting it"),
            cause=FIRST if is_first else AMENDED,
            actor=declarant,
            at=submitted_at,
            submission=declaration.submission,
            submitted_at=submitted_at,
            submitted_by=declarant,
            first_submitted_on=drawn_on,
        )
        _report_market(declaration, at=submitted_at)
    return decision


def _report_market(declaration: Declaration, *, at: datetime) -> None:
    """Tell the ground floor of a country the firm had not named; monitoring may begin with it."""
    new = enterprises.report_markets(
        enterprise=declaration.enterprise, isos=[declaration.destination_iso], on=day_of(at)
    )
    if new:
        outbox.tell(
            "export_market_reported",
            at=at,
            enterprise=declaration.enterprise_id,
            iso=declaration.destination_iso,
        )
