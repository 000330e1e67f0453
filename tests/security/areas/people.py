"""The doors of notices, messages, members, agents, profiles and keys."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from enterprises.models import Enterprise, Notification
from enterprises.roles import Role
from enterprises.services.enterprises import enter_brand, open_outlet
from enterprises.services.tokens import create_token
from enterprises.states import AgentAuthorisationState, EnterpriseKind, MembershipRole, NoticeState
from tests.factories import make_authorisation, make_enterprise, make_notice, make_user
from tests.factories.inspections import declarant_of
from tests.security.doors import (
    FIRM,
    KNOWN,
    OFFICERS,
    OTHER,
    VIEWER,
    Door,
    deed,
    everyone,
    only,
    record,
)

_SENDERS = frozenset({"registrar", "inspector", "chief"})
_READERS = FIRM | OFFICERS
_OWNER = frozenset({"owner"})
_OWN = _OWNER | VIEWER | frozenset({"declarant"})
# An agent files for the firm, and is told nothing of its people.
_OF_THE_FIRM = _OWN | OFFICERS
_OF_A_FIRM = FIRM | OTHER
_ANSWERING = frozenset({"declarant", "owner"})
_STALE = {"version": 99, "reason": "A stale page."}
_FIRM = {"serial": "firm"}
_NOTICE = {"number": "notice"}
_DRAFT = {"number": "notice-draft"}
_ASK = deed(_OWNER, 200, readers=_OF_THE_FIRM)
_FORM = deed(_OWNER, 422, readers=_OF_THE_FIRM)
_DEED = deed(_OWNER, readers=_OF_THE_FIRM)
_REFUSED = deed(_OWNER, 409, readers=_OF_THE_FIRM)
_MEMBER = {"serial": "firm", "key": "other-member"}
_AGENT = {"serial": "firm", "key": "agent-authorisation"}
_ASKED = {"serial": "asked-agency", "key": "authorisation"}
_BRAND = {"serial": "firm", "key": "brand"}
_SHOP = {"serial": "firm", "key": "shop"}
# Officers see every firm; of the asked agency nobody else is, so for them it is not theirs to do.
_NO_AGENCY = record(OFFICERS, 403)

DOORS = (
    Door("enterprises:notice-list", only(KNOWN)),
    Door("enterprises:notice-detail", record(_READERS), _NOTICE),
    Door("enterprises:notice-detail", record(OFFICERS), _DRAFT, case="draft"),
    Door(
        "enterprises:notice-acknowledge",
        # In the name of the reader's only firm.
        deed(_ANSWERING, readers=_READERS),
        _NOTICE,
        "post",
    ),
    Door("enterprises:notice-remind", deed(_SENDERS, 302, readers=_READERS), _NOTICE, "post"),
    Door("enterprises:notice-withdraw", deed(_SENDERS, 200, readers=_READERS), _NOTICE),
    Door(
        "enterprises:notice-withdraw",
        deed(_SENDERS, 409, readers=_READERS),
        _NOTICE,
        "post",
        _STALE,
    ),
    Door("enterprises:notice-delete", deed(_SENDERS, 200, readers=OFFICERS), _DRAFT),
    Door(
        "enterprises:notice-delete", deed(_SENDERS, 409, readers=OFFICERS), _DRAFT, "post", _STALE
    ),
    Door("inspections:notice-new", deed(_SENDERS, 200, readers=OFFICERS)),
    Door("inspections:notice-new", deed(_SENDERS, 422, readers=OFFICERS), method="post"),
    Door("inspections:notice-audience", deed(_SENDERS, 200, readers=OFFICERS), method="post"),
    Door("inspections:notice-edit", deed(_SENDERS, 200, readers=OFFICERS), _DRAFT),
    Door("inspections:notice-edit", deed(_SENDERS, 422, readers=OFFICERS), _DRAFT, "post", _STALE),
    Door("inspections:notice-edit", deed(_SENDERS, 409, readers=_READERS), _NOTICE, case="sent"),
    Door("inspections:notice-send", deed(_SENDERS, 200, readers=OFFICERS), _DRAFT),
    Door("inspections:notice-send", deed(_SENDERS, 409, readers=OFFICERS), _DRAFT, "post", _STALE),
    Door("enterprises:public-notices", everyone()),
    Door("enterprises:public-notice", everyone(), _NOTICE),
    Door("enterprises:public-notice", everyone(404), _DRAFT, case="draft"),
    Door("enterprises:inbox", only(KNOWN)),
    Door("enterprises:inbox-read", only(KNOWN, 302), method="post"),
    # A message is its reader's alone.
    Door("enterprises:inbox-open", record(_OWNER, 302), {"key": "notification"}),
    Door("enterprises:people", only(_OF_A_FIRM, 302, refused=404)),
    Door("enterprises:firm-people", record(_OF_THE_FIRM), _FIRM),
    Door("enterprises:member-add", _ASK, _FIRM),
    Door("enterprises:member-add", _FORM, _FIRM, "post"),
    Door("enterprises:member-role", _ASK, _MEMBER),
    Door("enterprises:member-role", _FORM, _MEMBER, "post"),
    Door("enterprises:member-end", _ASK, _MEMBER),
    Door("enterprises:member-end", _DEED, _MEMBER, "post"),
    Door("enterprises:member-invite", _REFUSED, _MEMBER, "post"),
    Door("enterprises:agent-ask", _ASK, _FIRM),
    Door("enterprises:agent-ask", _FORM, _FIRM, "post"),
    Door("enterprises:agent-revoke", _ASK, _AGENT),
    Door("enterprises:agent-revoke", _REFUSED, _AGENT, "post", _STALE),
    Door("enterprises:agency-answer", _NO_AGENCY, _ASKED),
    Door("enterprises:agency-answer", _NO_AGENCY, _ASKED, "post", {"answer": "accept"}),
    Door("enterprises:profile", only(_OF_A_FIRM, 302, refused=404)),
    Door("enterprises:profile", record(_OF_THE_FIRM), _FIRM, case="of the firm"),
    Door("enterprises:profile-edit", _ASK, _FIRM),
    Door("enterprises:profile-edit", _REFUSED, _FIRM, "post", _STALE),
    Door("enterprises:markets-add", _ASK, _FIRM),
    Door("enterprises:markets-add", _FORM, _FIRM, "post"),
    Door("enterprises:brand-add", _ASK, _FIRM),
    Door("enterprises:brand-add", _FORM, _FIRM, "post"),
    Door("enterprises:brand-end", _ASK, _BRAND),
    Door("enterprises:brand-end", _DEED, _BRAND, "post"),
    Door("enterprises:outlet-add", _ASK, _FIRM),
    Door("enterprises:outlet-add", _FORM, _FIRM, "post"),
    Door("enterprises:outlet-close", _ASK, _SHOP),
    Door("enterprises:outlet-close", _DEED, _SHOP, "post"),
    Door("enterprises:token-list", only(KNOWN)),
    Door("enterprises:token-new", only(KNOWN)),
    Door("enterprises:token-new", only(KNOWN, 422), method="post"),
    Door("enterprises:token-revoke", record(_OWNER), {"key": "token"}),
    Door("enterprises:token-revoke", record(_OWNER, 302), {"key": "token"}, "post"),
)

_LIST = (401, 200, 200, 200, 200, 200, 200, 200)
# Of a firm's own people: strangers and the laboratory see none of it.
_RECORD = (401, 404, 200, 200, 200, 200, 404, 404)
_MOVE = (401, 404, 409, 403, 403, 403, 404, 404)
_MINE = (401, 404, 200, 404, 404, 404, 404, 404)
_ASK_AGENT = {
    "agent": "91131121MA00000000",
    "valid_from": "2030-01-01",
    "last_day": "2030-02-01",
}
_INVITE = {"full_name": "x", "email": "officer@bureau.example", "role": "viewer"}

ROUTES = (
    ("notice-list", "get", {}, _LIST),
    ("notice-detail", "get", {}, _RECORD),
    ("notice-acknowledge", "post", {}, (401, 404, 200, 403, 403, 403, 404, 404)),
    ("notification-list", "get", {}, _LIST),
    ("notification-detail", "get", {}, _MINE),
    ("notification-read", "post", {}, _MINE),
    ("notification-read-all", "post", {}, _LIST),
    ("member-list", "get", {}, _LIST),
    # Without the firm's code only its own people can be meant; the rest is told no by the rules.
    ("member-list", "post", _INVITE, (401, 400, 400, 403, 400, 400, 400, 400)),
    ("member-detail", "get", {}, _RECORD),
    ("member-role", "post", {"role": "viewer"}, _MOVE),
    ("member-end", "post", {}, _MOVE),
    ("authorisation-list", "get", {}, _LIST),
    ("authorisation-list", "post", _ASK_AGENT, (401, 400, 400, 403, 400, 400, 400, 400)),
    ("authorisation-detail", "get", {}, _RECORD),
    # Its principal sees it, and the agent alone answers.
    ("authorisation-accept", "post", {"version": 99}, (401, 404, 403, 403, 403, 403, 404, 404)),
    ("authorisation-decline", "post", {"version": 99}, (401, 404, 403, 403, 403, 403, 404, 404)),
    ("authorisation-revoke", "post", {"version": 99}, _MOVE),
    ("enterprise-brands", "get", {}, _RECORD),
    ("enterprise-brands", "post", {}, (401, 404, 400, 403, 403, 403, 404, 404)),
    ("enterprise-end-brand", "post", {}, (401, 404, 400, 403, 403, 403, 404, 404)),
    ("enterprise-outlets", "get", {}, _RECORD),
    ("enterprise-outlets", "post", {}, (401, 404, 400, 403, 403, 403, 404, 404)),
    ("enterprise-close-outlet", "post", {}, (401, 404, 400, 403, 403, 403, 404, 404)),
)
_OWNERS_ALONE = ("enterprise-end-brand", "enterprise-close-outlet")
UNLIKE = {
    # An agent reads the notices of whom it serves, and acknowledges none.
    ("agent", "notice-acknowledge"): 403,
    **{
        ("agent", name): 404
        for name in (
            "notification-detail",
            "notification-read",
            "member-detail",
            "member-role",
            "member-end",
            "authorisation-detail",
            "authorisation-accept",
            "authorisation-decline",
            "authorisation-revoke",
        )
    },
    **{("agent", name): 403 for name in _OWNERS_ALONE},
    ("agent", "enterprise-brands", "post"): 403,
    ("agent", "enterprise-outlets", "post"): 403,
}


def records_of(firm: Enterprise) -> dict[str, str]:
    """Make what the doors lead to; the keys that both tables need have the first word of a route."""
    owner = declarant_of(firm)
    now = timezone.now()
    make_user(Role.CHIEF, email=_INVITE["email"])
    notice = make_notice(NoticeState.SENT, firm, is_public=True)
    asked = make_enterprise(EnterpriseKind.AGENT)
    authorisation = make_authorisation(firm, asked, AgentAuthorisationState.ASKED)
    held = make_authorisation(firm, make_enterprise(EnterpriseKind.AGENT))
    message = Notification.objects.create(
        recipient=owner, enterprise=firm, kind="member_role_changed", created_at=now, params=_TOLD
    )
    member = make_user(enterprise=firm, membership=MembershipRole.DECLARANT).memberships.get()
    named = {"enterprise": firm, "actor": owner, "at": now}
    token, _key = create_token(
        user=owner,
        name="ERP",
        scopes=["lots:read"],
        actor=owner,
        at=now,
        expires_at=now + timedelta(days=1),
    )
    return {
        "notice": notice.number,
        "notice-draft": make_notice(NoticeState.DRAFT).number,
        "notification": _key_of(message),
        "member": _key_of(owner.memberships.get()),
        "other-member": _key_of(member),
        "authorisation": _key_of(authorisation),
        "agent-authorisation": _key_of(held),
        "asked-agency": asked.serial,
        "brand": _key_of(enter_brand(**named, name="Xueling")),
        "shop": _key_of(open_outlet(**named, name="Moscow House", iso="RU")),
        "token": _key_of(token),
    }


_TOLD = {
    "enterprise": "0001",
    "enterprise_name_en": "x",
    "enterprise_name_zh": "x",
    "role": "owner",
}


def _key_of(row: object) -> str:
    row.refresh_from_db()  # type: ignore[attr-defined]
    key: UUID = row.key  # type: ignore[attr-defined]
    return str(key)
