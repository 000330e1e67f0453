"""Notices, messages, people, profiles and keys, each with something on it."""

from datetime import timedelta

from django.utils import timezone

from enterprises.models import Enterprise, Notification
from enterprises.services import enterprises, notices
from enterprises.services.tokens import create_token
from enterprises.states import AgentAuthorisationState, EnterpriseKind, MembershipRole, NoticeState
from enterprises.tasks import relay_facts
from tests.browser.walls import ANYBODY, CHIEF, FIRM, Gallery, at_page
from tests.factories import TODAY, make_authorisation, make_enterprise, make_notice, make_user
from tests.factories.inspections import declarant_of, make_exporter, make_lot

AGENCY = "agency"

WALLS = {
    "notices, to an officer": at_page(CHIEF, "enterprises:notice-list"),
    "notices, to a firm": at_page(FIRM, "enterprises:notice-list"),
    "notice, to an officer": at_page(CHIEF, "enterprises:notice-detail", "notice"),
    "notice, to a firm": at_page(FIRM, "enterprises:notice-detail", "notice"),
    "notice, replaced": at_page(FIRM, "enterprises:notice-detail", "notice-old"),
    "notice, draft": at_page(CHIEF, "enterprises:notice-detail", "notice-draft"),
    "write a notice": at_page(CHIEF, "inspections:notice-new"),
    "edit a notice": at_page(CHIEF, "inspections:notice-edit", "notice-draft"),
    "send a notice": at_page(CHIEF, "inspections:notice-send", "notice-draft"),
    "withdraw a notice": at_page(CHIEF, "enterprises:notice-withdraw", "notice"),
    "public notices": at_page(ANYBODY, "enterprises:public-notices"),
    "public notice": at_page(ANYBODY, "enterprises:public-notice", "notice"),
    "inbox": at_page(FIRM, "enterprises:inbox"),
    "people": at_page(FIRM, "enterprises:firm-people", "firm"),
    "people of an agency": at_page(AGENCY, "enterprises:firm-people", "agency"),
    "add a person": at_page(FIRM, "enterprises:member-add", "firm"),
    "change a role": at_page(FIRM, "enterprises:member-role", "firm", "member"),
    "ask an agent": at_page(FIRM, "enterprises:agent-ask", "firm"),
    "answer a firm": at_page(AGENCY, "enterprises:agency-answer", "agency", "asked"),
    "profile": at_page(FIRM, "enterprises:profile", "firm"),
    "change contacts": at_page(FIRM, "enterprises:profile-edit", "firm"),
    "add countries": at_page(FIRM, "enterprises:markets-add", "firm"),
    "add a shop": at_page(FIRM, "enterprises:outlet-add", "firm"),
    "keys": at_page(FIRM, "enterprises:token-list"),
    "make a key": at_page(FIRM, "enterprises:token-new"),
}


def hang(gallery: Gallery, firm: Enterprise) -> None:
    """Make a firm with people, agents and a profile, and notices in every state."""
    owner = declarant_of(firm)
    _people(gallery, firm)
    _notices(gallery, firm)
    now = timezone.now()
    named = {"enterprise": firm, "actor": owner, "at": now}
    enterprises.declare_markets(**named, isos=["RU", "JP", "DE"])
    enterprises.open_outlet(**named, name="北辰 Лубянка", iso="RU", address="Москва, Мясницкая 7")
    shop = enterprises.open_outlet(**named, name="Beichen Novosibirsk", iso="RU")
    enterprises.close_outlet(outlet=shop, actor=owner, at=now)
    enterprises.enter_brand(**named, name="雪岭", trademark_number="1748823")
    create_token(
        user=owner,
        name="ERP of the firm",
        scopes=["declarations:read", "lots:read", "notices:read"],
        actor=owner,
        at=now,
        expires_at=now + timedelta(days=90),
    )
    relay_facts()
    Notification.objects.filter(recipient=owner, kind="agent_authorisation_changed").update(
        read_at=now
    )


def _people(gallery: Gallery, firm: Enterprise) -> None:
    declarant = make_user(
        enterprise=firm, membership=MembershipRole.DECLARANT, full_name="赵敏 Zhao Min"
    )
    declarant.set_unusable_password()
    declarant.save()
    agency = make_enterprise(EnterpriseKind.AGENT, name_en="Swift Agents", name_zh="迅达代理报检")
    gallery.readers[AGENCY] = make_user(enterprise=agency)
    make_authorisation(firm, agency)
    asked = make_authorisation(make_exporter(), agency, AgentAuthorisationState.ASKED)
    member = declarant.memberships.get()
    for row in (asked, member):
        row.refresh_from_db()
    gallery.keys |= {"agency": agency.serial, "asked": str(asked.key), "member": str(member.key)}


def _notices(gallery: Gallery, firm: Enterprise) -> None:
    chief, other, third = gallery.readers[CHIEF], make_exporter(), make_exporter()
    for one in (other, third):
        one.export_markets.create(iso="JP", since=TODAY)
        make_lot(one)
    old = make_notice(
        NoticeState.SENT, firm, other, author=chief, sent_on=TODAY - timedelta(days=9)
    )
    current = make_notice(
        NoticeState.SENT,
        firm,
        other,
        third,
        author=chief,
        sent_on=TODAY - timedelta(days=2),
        supersedes=old,
        is_public=True,
        species=("mink", "rabbit"),
    )
    notices.acknowledge_notice(
        number=current.number, enterprise=other, actor=declarant_of(other), at=timezone.now()
    )
    make_notice(
        NoticeState.SENT,
        firm,
        author=chief,
        kind="risk",
        title_en="Chromium (VI) was found in dyed rabbit for Germany",
        title_zh="输德染色兔皮检出六价铬",
        destinations=("DE",),
        asks_acknowledgement=False,
        is_public=True,
    )
    make_notice(NoticeState.WITHDRAWN, firm, author=chief, kind="policy")
    draft = make_notice(NoticeState.DRAFT, author=chief)
    gallery.keys |= {
        "notice": current.number,
        "notice-old": old.number,
        "notice-draft": draft.number,
    }
