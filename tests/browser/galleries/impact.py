"""The pages of certificates, traces, cases of impact, checks and approvals, with something on each."""

from datetime import timedelta

from enterprises.models import Enterprise
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, RegistrationState
from inspections.models import Certificate
from inspections.services import impact
from inspections.services.impact import open_case
from lab.states import SamplePurpose, SampleState
from tests.browser.walls import CHIEF, FIRM, INSPECTOR, Gallery, at_page
from tests.factories import (
    TODAY,
    at,
    make_delivery,
    make_dye_batch,
    make_enterprise,
    make_report,
    make_sample,
    make_user,
)
from tests.factories import make_lot as make_lab_lot
from tests.factories.impact import FAILED_AT, FAILING, fail
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_month,
    submit,
)

WALLS = {
    "certificates": at_page(INSPECTOR, "inspections:certificate-list"),
    "certificates, to the firm": at_page(FIRM, "inspections:certificate-list"),
    "certificate": at_page(INSPECTOR, "inspections:certificate-detail", "impact-paper"),
    "certificate, to the firm": at_page(FIRM, "inspections:certificate-detail", "certificate"),
    "replace": at_page(CHIEF, "inspections:certificate-replace", "impact-paper"),
    "revoke": at_page(CHIEF, "inspections:certificate-revoke", "impact-paper"),
    "trace of a lot": at_page(INSPECTOR, "inspections:trace", "impact-lot"),
    "trace of a batch": at_page(INSPECTOR, "inspections:trace", "impact-batch"),
    "trace of a certificate": at_page(INSPECTOR, "inspections:trace", "impact-paper"),
    "trace, to the firm": at_page(FIRM, "inspections:trace", "certificate"),
    "impact cases": at_page(INSPECTOR, "inspections:impact-list"),
    "impact case": at_page(INSPECTOR, "inspections:impact-detail", "impact"),
    "impact task": at_page(INSPECTOR, "inspections:impact-task", "impact", "1"),
    "impact task done": at_page(INSPECTOR, "inspections:impact-task", "impact-closing", "1"),
    "add a task": at_page(INSPECTOR, "inspections:impact-task-add", "impact"),
    "impact case closing": at_page(CHIEF, "inspections:impact-detail", "impact-closing"),
    "close a case": at_page(CHIEF, "inspections:impact-close", "impact-closing"),
    "ask to close": at_page(INSPECTOR, "inspections:impact-ask", "impact"),
    "lines from a sheet": at_page(FIRM, "inspections:declaration-lines"),
    "approvals": at_page(CHIEF, "inspections:approvals"),
    "checks": at_page(INSPECTOR, "inspections:check-list"),
    "refused": at_page(FIRM, "inspections:declaration-detail", "impact-refused"),
}


def hang(gallery: Gallery, firm: Enterprise) -> None:
    """Make a batch that failed across three firms, a case that waits to be closed, a refusal."""
    buyers = [
        make_exporter("A", name_en=f"{name} Furs", name_zh=zh)
        for name, zh in (("Xueling", "雪岭裘皮"), ("Beifang", "北方皮草"), ("Hengfa", "恒发裘革"))
    ]
    for buyer in buyers:
        make_month(buyer)
    dyehouse = make_enterprise(
        EnterpriseKind.DYEHOUSE, name_en="Changhe Dyehouse", name_zh="长河硝染厂"
    )
    batch = make_dye_batch(dyehouse, species="mink", skins=3000)
    lots = []
    for buyer, skins in zip(buyers, (640, 1800, 350), strict=True):
        delivery = make_delivery(
            buyer=buyer,
            dye_batch=batch,
            species="mink",
            skins=skins,
            delivered_on=TODAY - timedelta(days=8),
        )
        lots.append(make_lab_lot(delivery=delivery, skins=skins))
    released = [_declared(buyers[1], lots[1], iso) for iso in ("RU", "KZ")]
    _declared(buyers[0], lots[0], "RU", pieces=40)
    report = fail(make_report(batch, FAILING, on=TODAY))
    case = open_case(sample=report.sample_id, at=FAILED_AT)
    gallery.keys |= {
        "impact": case.number,
        "impact-lot": lots[1].number,
        "impact-batch": batch.number,
        "impact-paper": Certificate.objects.get(declaration=released[0]).number,
        "impact-closing": _closing(firm),
        "impact-refused": _refused(firm),
    }


def _declared(firm, lot, iso, **line):
    declaration = make_draft(firm, make_content(make_line({lot: 400}, **line), iso=iso))
    submit(declaration)
    return declaration


def _closing(firm: Enterprise) -> str:
    """A product that failed, whose case an inspector asked to close."""
    sample = make_sample(
        None,
        SampleState.ENTERED,
        items=FAILING,
        enterprise=firm,
        purpose=SamplePurpose.VERIFICATION,
    )
    report = make_report(sample=sample, items=FAILING, on=TODAY)
    case = open_case(sample=report.sample_id, at=FAILED_AT)
    inspector = make_user(Role.INSPECTOR, full_name="李敏 Li Min")
    for task in case.tasks.all():
        impact.finish_task(
            number=case.number,
            ordinal=task.ordinal,
            version=task.version,
            outcome="informed",
            note="Telephoned the owner; the coat is withdrawn from sale.",
            actor=inspector,
            at=at(TODAY, 16),
        )
    case.refresh_from_db()
    impact.ask_to_close(
        number=case.number,
        version=case.version,
        reason="The one coat was kept back.",
        actor=inspector,
        at=at(TODAY, 16, 30),
    )
    return case.number


def _refused(firm: Enterprise) -> str:
    draft = make_draft(firm, make_content(make_line({make_lab_lot(firm, species="mink"): 40})))
    standing = firm.registrations.order_by("pk")[0].state
    firm.registrations.update(
        state=RegistrationState.SUSPENDED, state_before_suspension="registered"
    )
    submit(draft)
    firm.registrations.update(state=standing)
    return draft.number
