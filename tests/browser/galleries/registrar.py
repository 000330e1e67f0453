"""The pages of registration: applications, visits, rectifications, filings, the register."""

from datetime import timedelta

from enterprises.models import Enterprise
from enterprises.roles import Role
from enterprises.services import rectifications, registrations
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    EnterpriseKind,
    RegistrationState,
)
from tests.browser.walls import ANYBODY, FIRM, Gallery, Wall, at_page
from tests.factories import (
    TODAY,
    make_classification,
    make_enterprise,
    make_filing,
    make_registration,
    make_user,
)
from tests.factories.supervision import NOON, answer, make_application, make_assessment

REGISTRAR, APPLICANT, RECTIFIER, DYEHOUSE = "registrar", "applicant", "rectifier", "dyehouse owner"
_A, _F, _R = AssessmentState, DyehouseFilingState, RegistrationState

WALLS: dict[str, Wall] = {
    "registrations": at_page(REGISTRAR, "enterprises:registration-list", query="?of=all"),
    "enter a firm": at_page(REGISTRAR, "enterprises:enterprise-enter"),
    "registration, handed in": at_page(REGISTRAR, "enterprises:registration-detail", "handed-in"),
    "registration, accepted": at_page(REGISTRAR, "enterprises:registration-detail", "accepted"),
    "registration, provisional": at_page(
        REGISTRAR, "enterprises:registration-detail", "provisional"
    ),
    "return the application": at_page(REGISTRAR, "enterprises:registration-return", "handed-in"),
    "grant": at_page(REGISTRAR, "inspections:registration-grant", "accepted"),
    "plan a visit": at_page(REGISTRAR, "enterprises:registration-assess", "registered"),
    "visits": at_page(REGISTRAR, "enterprises:assessment-list", query="?of=to_visit"),
    "visit, planned": at_page(REGISTRAR, "enterprises:assessment-perform", "visit-planned"),
    "visit, under way": at_page(REGISTRAR, "enterprises:assessment-perform", "visit-begun"),
    "visit, to endorse": at_page(REGISTRAR, "enterprises:assessment-detail", "visit-handed-in"),
    "visit, endorsed": at_page(RECTIFIER, "enterprises:assessment-detail", "visit-endorsed"),
    "rectifications": at_page(REGISTRAR, "enterprises:rectification-list", query="?of=firm"),
    "rectification, to verify": at_page(REGISTRAR, "enterprises:rectification-detail", "answered"),
    "give more time": at_page(REGISTRAR, "enterprises:rectification-extend", "owed"),
    "rectification, extended": at_page(RECTIFIER, "enterprises:rectification-detail", "extended"),
    "answer a rectification": at_page(RECTIFIER, "enterprises:rectification-answer", "owed"),
    "filings": at_page(REGISTRAR, "enterprises:filing-list", query="?of=waiting"),
    "filing, assessed": at_page(REGISTRAR, "enterprises:filing-detail", "filing-assessed"),
    "filing, on file": at_page(REGISTRAR, "enterprises:filing-detail", "filing-filed"),
    "put on file": at_page(REGISTRAR, "enterprises:filing-file", "filing-assessed"),
    "apply as a dyehouse": at_page(DYEHOUSE, "enterprises:filing-new", "dyehouse"),
    "standing, nothing yet": at_page(DYEHOUSE, "enterprises:standing-of", "dyehouse"),
    "standing, registered": at_page(FIRM, "enterprises:standing-of", "firm"),
    "standing, provisional": at_page(RECTIFIER, "enterprises:standing-of", "rectifier"),
    "application": at_page(APPLICANT, "enterprises:registration-edit", "draft-application"),
    "hand in": at_page(APPLICANT, "enterprises:registration-submit", "draft-application"),
    "register": at_page(ANYBODY, "enterprises:register"),
    "register, dyehouses": at_page(ANYBODY, "enterprises:register", query="?of=dyehouses"),
}


def hang(gallery: Gallery, firm: Enterprise) -> None:
    """Make a record for every wall, and who reads it."""
    registrar = make_user(Role.REGISTRAR, full_name="李考核 Li Kaohe")
    gallery.readers[REGISTRAR] = registrar
    _hang_applications(gallery)
    _hang_visits(gallery)
    _hang_rectifications(gallery)
    _hang_filings(gallery)


def _hang_applications(gallery: Gallery) -> None:
    drafting = make_enterprise(name_en="Hengrun Fur Garment", name_zh="恒润裘皮服装")
    owner = make_user(enterprise=drafting)
    draft = make_application(drafting, owner)
    handed_in = make_enterprise(name_en="Jinhu Furs", name_zh="金狐皮草")
    their_owner = make_user(enterprise=handed_in)
    written = make_application(handed_in, their_owner)
    registrations.hand_in(
        number=written.number, version=written.version, actor=their_owner, at=NOON
    )
    gallery.readers[APPLICANT] = owner
    gallery.keys |= {
        "draft-application": draft.number,
        "handed-in": written.number,
        "accepted": make_registration(
            state=_R.ACCEPTED, export_isos=["RU"], accepted_at=NOON
        ).number,
        "registered": make_registration().number,
    }


def _hang_visits(gallery: Gallery) -> None:
    registrar = gallery.readers[REGISTRAR]
    planned = make_assessment(make_registration(), _A.PLANNED, assessor=registrar)
    begun = make_assessment(
        make_registration(), _A.UNDER_WAY, assessor=registrar, unmet=("A09", "A10")
    )
    handed_in = make_assessment(make_registration(), _A.SUBMITTED, unmet=("A09", "A10"))
    gallery.keys |= {
        "visit-planned": planned.number,
        "visit-begun": begun.number,
        "visit-handed-in": handed_in.number,
    }


def _hang_rectifications(gallery: Gallery) -> None:
    firm = make_enterprise(name_en="Ruixue Fur", name_zh="瑞雪裘皮制品")
    make_classification(firm, "B")
    owner = make_user(enterprise=firm)
    registration = make_registration(
        firm,
        _R.PROVISIONAL,
        conditions=(TODAY + timedelta(days=9),),
        allowed_isos=["RU", "KZ"],
        cap_pieces=1500,
    )
    visit = make_assessment(registration, unmet=("A04", "A09", "A17"))
    answered, owed, extended = visit.rectifications.order_by("pk")
    answer(answered, owner)
    rectifications.extend_rectification(
        number=extended.number,
        version=extended.version,
        due_on=extended.due_on + timedelta(days=7),
        reason="供应商推迟交货。 The supplier delivers later.",
        actor=gallery.readers[REGISTRAR],
        at=NOON,
    )
    gallery.readers[RECTIFIER] = owner
    gallery.keys |= {
        "provisional": registration.number,
        "rectifier": firm.serial,
        "visit-endorsed": visit.number,
        "answered": answered.number,
        "owed": owed.number,
        "extended": extended.number,
    }


def _hang_filings(gallery: Gallery) -> None:
    unfiled = make_enterprise(EnterpriseKind.DYEHOUSE, name_en="Yongshun", name_zh="永顺硝染厂")
    gallery.readers[DYEHOUSE] = make_user(enterprise=unfiled)
    assessed = make_filing(
        state=_F.APPLIED,
        valid_from=None,
        valid_until=None,
        scopes=(),
        wished="狐、貂；染色；黑、棕。 Fox and mink; dyed; black and brown.",
    )
    make_assessment(assessed, unmet=("D12",))
    type(assessed).objects.filter(pk=assessed.pk).update(state=_F.ASSESSED, state_since=TODAY)
    filed = make_filing(
        scopes=(("fox", "dyed", "black"), ("fox", "dyed", "brown"), ("mink", "dressed", "natural"))
    )
    gallery.keys |= {
        "dyehouse": unfiled.serial,
        "filing-assessed": assessed.number,
        "filing-filed": filed.number,
    }
