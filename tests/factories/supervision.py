"""Applications, visits and rectifications brought to where a test needs them, by the services."""

from datetime import datetime, timedelta

from config.celery import app as celery_app
from enterprises import outbox
from enterprises.files import GivenFile
from enterprises.models import (
    Assessment,
    DyehouseFiling,
    Enterprise,
    Rectification,
    Registration,
    User,
)
from enterprises.roles import Role
from enterprises.services import assessments, rectifications
from enterprises.services import registrations as services
from enterprises.services.assessments import Found
from enterprises.states import AssessmentState, ItemFinding, RectificationState
from tests.factories.enterprises import TODAY, at, make_user

PNG = GivenFile("store.png", b"\x89PNG\r\n\x1a\n a picture of the store")
PDF = GivenFile("licence.pdf", b"%PDF-1.7 a licence")
NOON = at(TODAY, 12)

_A, _R = AssessmentState, RectificationState


def whole_application(**changes) -> services.Application:
    """An application that lacks nothing."""
    values = {
        "process": "Soak, tan, dye at 60 °C, cut, sew.",
        "premises": "Two halls; raw and dressed skins apart.",
        "workers": 80,
        "pieces_per_year": 12_000,
        "quality_officer": "赵敏",
        "quality_phone": "0318-8200000",
        "earlier_ports": ["Tianjin"],
        "export_isos": ["RU", "KZ"],
        "papers": [
            ("licence", PDF),
            ("plan", PNG),
            ("process_chart", PDF),
            ("rule_book", PDF),
        ],
    }
    return services.Application(**{**values, **changes})


def make_application(enterprise: Enterprise, owner: User, moment: datetime = NOON) -> Registration:
    """Let the owner write a whole application, not handed in yet."""
    draft = services.create_application(enterprise=enterprise, actor=owner, at=moment)
    return services.amend_application(
        number=draft.number,
        version=draft.version,
        application=whole_application(),
        actor=owner,
        at=moment,
    )


def make_assessment(
    subject: Registration | DyehouseFiling,
    state: AssessmentState = _A.ENDORSED,
    *,
    unmet: tuple[str, ...] = (),
    assessor: User | None = None,
    endorser: User | None = None,
    moment: datetime = NOON,
) -> Assessment:
    """Bring a visit to a state; `unmet` names the items that do not conform."""
    assessor = assessor or make_user(Role.REGISTRAR)
    made = assessments.plan_assessment(
        subject=subject,
        planned_for=moment.date(),
        assessors=[assessor],
        actor=assessor,
        at=moment,
    )
    common = {"number": made.number, "actor": assessor, "at": moment}
    if state == _A.CANCELLED:
        return assessments.cancel_assessment(version=made.version, reason="Moved", **common)
    if state == _A.PLANNED:
        return made
    made = assessments.start_assessment(version=made.version, **common)
    made = assessments.record_findings(
        version=made.version,
        found=findings(made, unmet),
        conclusion="Looked at everything.",
        **common,
    )
    if state == _A.UNDER_WAY:
        return made
    made = assessments.submit_assessment(version=made.version, **common)
    common["actor"] = endorser or make_user(Role.REGISTRAR)
    if state == _A.SENT_BACK:
        return assessments.send_back_assessment(version=made.version, reason="Unclear", **common)
    if state == _A.ENDORSED:
        return assessments.endorse_assessment(version=made.version, **common)
    return made


def findings(assessment: Assessment, unmet: tuple[str, ...] = ()) -> dict[str, Found]:
    """What was found of every item."""
    return {
        item.code: (
            Found(ItemFinding.NONCONFORMING, f"{item.code} is not kept.")
            if item.code in unmet
            else Found(ItemFinding.CONFORMING)
        )
        for item in assessment.items.all()
    }


def make_rectification(
    subject: Registration | DyehouseFiling,
    owner: User,
    state: RectificationState = _R.OPEN,
    *,
    item: str = "A09",
    moment: datetime = NOON,
) -> Rectification:
    """Bring the rectification of one finding to a state."""
    assessment = make_assessment(subject, unmet=(item,), moment=moment)
    made = assessment.rectifications.get()
    if state == _R.OPEN:
        return made
    officer = make_user(Role.REGISTRAR)
    common = {"number": made.number, "actor": officer, "at": moment + timedelta(hours=1)}
    if state == _R.VOID:
        return rectifications.void_rectification(version=1, reason="Not so", **common)
    made = answer(made, owner, moment)
    if state == _R.RETURNED:
        return rectifications.return_rectification(
            version=made.version, reason="Not shown", **common
        )
    if state == _R.ACCEPTED:
        return rectifications.accept_rectification(version=made.version, **common)
    return made


def answer(rectification: Rectification, owner: User, moment: datetime = NOON) -> Rectification:
    """Let the firm say what it did, and show it."""
    return rectifications.answer_rectification(
        number=rectification.number,
        version=rectification.version,
        answer="Racks and labels were put up.",
        evidence=[PNG],
        actor=owner,
        at=moment,
    )


def answer_facts() -> None:
    """Answer every fact told so far, as a worker does."""
    celery_app.loader.import_default_modules()
    outbox.relay(most=100)
