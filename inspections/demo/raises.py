"""The raises that the system proposed: most are put off by the chief, some lie on the table today."""

from datetime import datetime, timedelta
from functools import partial

from blacklist.models import ClassProposal
from blacklist.services import classes
from blacklist.states import ClassProposalState
from inspections.demo.world import World

# The chief goes through them on these days; what a visitor may take up is left alone.
DECIDED_DAYS_AGO = (200, 120, 44, 16)
LEFT = ("nearly", "objecting", "hualong", "oulan", "hongyun")
WAITED = timedelta(days=3)
PUT_OFF = (
    "暂不提升，待下一轮政府评级。 Not yet; the next round of the government's grading is awaited."
)


def plan_raises(world: World) -> None:
    """Plan the days on which the chief puts raises off that nobody has taken up."""
    for days in DECIDED_DAYS_AGO:
        world.agenda.plan(world.at_work(days, 17), partial(_put_off, world))


def _put_off(world: World, at: datetime) -> None:
    waiting = ClassProposal.objects.filter(
        state=ClassProposalState.PROPOSED,
        proposed_by__isnull=True,
        proposed_at__lte=at - WAITED,
    ).exclude(enterprise__in=[firm.pk for key, firm in world.firms.items() if key in LEFT])
    for proposal in waiting.order_by("pk"):
        classes.decide_proposal(
            proposal=proposal,
            version=proposal.version,
            approves=False,
            reason=PUT_OFF,
            actor=world.people["chief"],
            at=at,
        )
