"""One visit as its page shows it: what was found, item by item, the faults first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises import formats
from enterprises.models import Assessment, AssessmentItem, Rectification, StoredFile
from enterprises.states import AssessmentState, ItemFinding
from enterprises.tones import Tone

_S = AssessmentState


@dataclass(frozen=True)
class VisitPage:
    """What a page of a visit is drawn from."""

    tone: Tone
    sign: str
    answer: str
    sentence: str
    faults: Sequence[AssessmentItem]
    others: Sequence[AssessmentItem]
    rectifications: Sequence[Rectification]
    photos: Sequence[StoredFile]
    assessors: str
    subject_url: str
    looked_at: int
    items: int


def visit_page(assessment: Assessment, today: date) -> VisitPage:
    """Gather a visit with its items, its rectifications and its pictures."""
    items = list(assessment.items.order_by("ordinal"))
    faults = [item for item in items if item.finding == ItemFinding.NONCONFORMING]
    photos = assessment.photos.select_related("file").order_by("pk")
    tone, sign, answer, sentence = _answer(assessment, faults)
    kind = "registration" if assessment.registration_id else "filing"
    return VisitPage(
        tone=tone,
        sign=sign,
        answer=answer,
        sentence=sentence,
        faults=sorted(faults, key=lambda item: not item.is_critical),
        others=[item for item in items if item not in faults],
        rectifications=list(assessment.rectifications.select_related("item").order_by("pk")),
        photos=[photo.file for photo in photos],
        assessors=_(", ").join(str(person) for person in assessment.assessors.all()),
        subject_url=reverse(f"enterprises:{kind}-detail", args=[assessment.subject.number]),
        looked_at=sum(bool(item.finding) for item in items),
        items=len(items),
    )


def _answer(assessment: Assessment, faults: Sequence[AssessmentItem]) -> tuple[Tone, str, str, str]:
    state = _S(assessment.state)
    if state == _S.PLANNED:
        day = formats.written_date(assessment.planned_for)
        return "draft", "clock", _("Planned for %(day)s") % {"day": day}, ""
    if state == _S.CANCELLED:
        return "", "minus", _("The visit did not take place"), assessment.reason
    if state == _S.UNDER_WAY:
        return "info", "turn", _("The visit is under way"), ""
    if state == _S.SENT_BACK:
        return "wait", "edit", _("Sent back to its assessors"), assessment.reason
    critical = [item.code for item in faults if item.is_critical]
    score = "" if assessment.score is None else formats.number(assessment.score)
    if critical:
        words = _("A critical item is not met: %(items)s") % {"items": _(", ").join(critical)}
        return "no", "cross", words, _("Score %(score)s of 100.") % {"score": score}
    if faults:
        words = ngettext(
            "%(count)d finding, %(score)s of 100",
            "%(count)d findings, %(score)s of 100",
            len(faults),
        )
        return "wait", "wrench", words % {"count": len(faults), "score": score}, ""
    return "ok", "check", _("Nothing to put right, %(score)s of 100") % {"score": score}, ""
