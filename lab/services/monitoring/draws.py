"""The draw: lots at random among stock, by a seed that is kept, drawn again where one is used up."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises.calendar import day_of, months_on
from enterprises.errors import IllegalTransition
from enterprises.models import User
from enterprises.services import enterprises
from lab.models import DyeBatch, MonitoringObligation, ObligationDraw, RawMaterialLot
from lab.policy.limits import FULL
from lab.selectors.lots import usable_lots_of
from lab.selectors.obligations import obligations_to_draw
from lab.services.obligations import lock_obligation, move_obligation, number_of
from lab.services.samples import cancel_sample, order_sample
from lab.states import (
    LotState,
    MonitoringRole,
    ObligationState,
    SamplePurpose,
    SampleState,
)

# A dyehouse's stock is what it dyed in this month and the one before.
BATCH_MONTHS = 1

_FILLED_UP = (ObligationState.OPEN, ObligationState.MISSED)
_REPLACED = (ObligationState.SAMPLED, ObligationState.IN_TEST)

Drawable = RawMaterialLot | DyeBatch


@transaction.atomic
def draw_for(
    *, obligation: int, at: datetime, actor: User | None = None, seed: str = ""
) -> list[ObligationDraw]:
    """Draw what an obligation lacks, and plan a full-item sample of each; gives the new draws.

    A draw whose lot is used up before it was sampled, or whose sample came to nothing, is drawn
    again and both are kept. With nothing in stock the obligation says so.

    Raises:
        IllegalTransition: the obligation is settled or waived.
    """
    owner = MonitoringObligation.objects.values_list("enterprise", flat=True).get(pk=obligation)
    enterprises.lock(owner)
    locked = lock_obligation(obligation)
    if locked.state not in (*_FILLED_UP, *_REPLACED):
        label = ObligationState(locked.state).label
        raise IllegalTransition(record=number_of(locked), state=str(label), action=str(_("draw")))
    draws = list(locked.draws.select_related("lot", "dye_batch", "sample").order_by("ordinal"))
    standing = [draw for draw in draws if not draw.is_replaced]
    dead = [draw for draw in standing if _is_dead(draw)]
    live = [draw for draw in standing if draw not in dead]
    candidates = _candidates(locked, at, leave_out=[_drawn(draw).pk for draw in live])
    if locked.state in _REPLACED and not live:
        # What cannot be drawn again yet stays, so that the next round tries it.
        dead = dead[: len(candidates)]
    _replace(dead, actor=actor, at=at)
    wanted = locked.draws_needed - len(live) if locked.state in _FILLED_UP else len(dead)

    if not live and not candidates and locked.state == ObligationState.OPEN:
        move_obligation(
            locked,
            ObligationState.NOTHING_IN_STOCK,
            actor=actor,
            at=at,
            nothing_on=locked.nothing_on or day_of(at),
        )
        return []
    seed = seed or secrets.token_hex(16)
    picked = pick(candidates, wanted, seed)
    return _plan(locked, picked, candidates, seed, first=len(draws) + 1, actor=actor, at=at)


def draw_where_due(*, at: datetime) -> int:
    """Draw for every obligation that lacks a draw, each by itself; gives the number of draws."""
    due = list(obligations_to_draw().values_list("pk", flat=True))
    return sum(len(draw_for(obligation=pk, at=at)) for pk in due)


def pick(candidates: Sequence[Drawable], wanted: int, seed: str) -> list[Drawable]:
    """Pick at random by a seed: whoever knows it picks the same."""
    return sorted(candidates, key=lambda one: _ticket(seed, one.number))[: max(wanted, 0)]


def _ticket(seed: str, number: str) -> bytes:
    return hashlib.sha256(f"{seed}:{number}".encode()).digest()


def _is_dead(draw: ObligationDraw) -> bool:
    state = draw.sample.state if draw.sample else SampleState.CANCELLED
    if state in (SampleState.CANCELLED, SampleState.REJECTED):
        return True
    is_used_up = draw.lot is not None and draw.lot.state != LotState.IN_STOCK
    return state == SampleState.PLANNED and is_used_up


def _replace(dead: list[ObligationDraw], *, actor: User | None, at: datetime) -> None:
    for draw in dead:
        if draw.sample is not None and draw.sample.state == SampleState.PLANNED:
            note = "抽中的批次已用完 · The drawn lot is no longer in stock"
            cancel_sample(number=draw.sample.number, note=note, actor=None, at=at)
    ObligationDraw.objects.filter(pk__in=[draw.pk for draw in dead]).update(is_replaced=True)


def _candidates(
    obligation: MonitoringObligation, at: datetime, leave_out: Sequence[int]
) -> list[Drawable]:
    if obligation.role == MonitoringRole.EXPORTER:
        lots = usable_lots_of(obligation.enterprise_id).exclude(pk__in=leave_out)
        return list(lots.order_by("pk"))
    since = months_on(obligation.month, -BATCH_MONTHS)
    batches = DyeBatch.objects.filter(
        enterprise=obligation.enterprise, dyed_on__gte=since, dyed_on__lte=day_of(at)
    )
    return list(batches.exclude(pk__in=leave_out).order_by("pk"))


def _drawn(draw: ObligationDraw) -> Drawable:
    drawn = draw.lot or draw.dye_batch
    assert drawn is not None
    return drawn


def _plan(
    obligation: MonitoringObligation,
    picked: list[Drawable],
    candidates: list[Drawable],
    seed: str,
    *,
    first: int,
    actor: User | None,
    at: datetime,
) -> list[ObligationDraw]:
    numbers = [candidate.number for candidate in candidates]
    draws = []
    for ordinal, drawn in enumerate(picked, start=first):
        lot = drawn if isinstance(drawn, RawMaterialLot) else None
        batch = drawn if isinstance(drawn, DyeBatch) else None
        sample = order_sample(
            enterprise=obligation.enterprise_id,
            purpose=SamplePurpose.MONITORING,
            lot=lot,
            dye_batch=batch,
            panel=FULL,
            due_on=obligation.due_on,
            actor=actor,
            at=at,
        )
        draws.append(
            ObligationDraw(
                obligation=obligation,
                ordinal=ordinal,
                lot=lot,
                dye_batch=batch,
                seed=seed,
                candidates=numbers,
                drawn_at=at,
                sample=sample,
            )
        )
    return ObligationDraw.objects.bulk_create(draws)
