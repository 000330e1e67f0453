"""Rectifications: what is due, what waits to be verified, and the firm's own answer."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises import formats
from enterprises.access import (
    permission_required,
    rectification_to_answer,
    rectification_to_read,
    writes_for,
)
from enterprises.calendar import working_days_between
from enterprises.errors import DomainError
from enterprises.filters.registrar import RectificationFilter
from enterprises.forms.firm import AnswerForm
from enterprises.forms.registrar import ExtensionForm, ReasonForm, ReturnForm
from enterprises.models import Rectification
from enterprises.policy import WITH_THE_FIRM
from enterprises.requests import KnownRequest
from enterprises.roles import Permission, may
from enterprises.selectors.reference import one_look, working_calendar
from enterprises.services import rectifications
from enterprises.states import RectificationState
from enterprises.tables import Column, ListSpec, list_page
from enterprises.templatetags.qiudu import due
from enterprises.tones import Text
from enterprises.views.deeds import Deed, do, place_of
from enterprises.views.errors import refused
from enterprises.views.groups import count_groups, tabs_of
from enterprises.views.posting import posted_version, show_refusal

_S = RectificationState

GROUPS: Mapping[str, tuple[Text, tuple[RectificationState, ...]]] = {
    "verify": (gettext_lazy("To verify"), (_S.SUBMITTED,)),
    "firm": (gettext_lazy("With the firm"), (_S.OPEN, _S.RETURNED)),
    "accepted": (pgettext_lazy("rectifications", "Accepted"), (_S.ACCEPTED,)),
    "void": (pgettext_lazy("rectifications", "Fell away"), (_S.VOID,)),
}

DEEDS: Mapping[str, Deed] = {
    "accept": Deed(
        rectifications.accept_rectification,
        gettext_lazy("Accept what the firm did?"),
        gettext_lazy(
            "The finding is settled. With the last condition met, a provisional registration "
            "becomes full."
        ),
        gettext_lazy("Accept it"),
        gettext_lazy("%(record)s is accepted."),
    ),
    "return": Deed(
        rectifications.return_rectification,
        gettext_lazy("Return the answer to the firm?"),
        gettext_lazy("Say what is still missing. You may give a later day with the same reason."),
        gettext_lazy("Return it"),
        gettext_lazy("%(record)s is returned to the firm."),
        ReturnForm,
    ),
    "extend": Deed(
        rectifications.extend_rectification,
        gettext_lazy("Give the firm more time?"),
        gettext_lazy("Your name and the reason stay with the new day."),
        gettext_lazy("Give more time"),
        gettext_lazy("%(record)s has a new day."),
        ExtensionForm,
    ),
    "void": Deed(
        rectifications.void_rectification,
        gettext_lazy("Take this finding back?"),
        gettext_lazy("Only somebody who did not make it may. Its condition falls away with it."),
        gettext_lazy("Take it back"),
        gettext_lazy("%(record)s fell away."),
        ReasonForm,
        is_grave=True,
    ),
}


def _address(rectification: Rectification) -> str:
    return reverse("enterprises:rectification-detail", args=[rectification.number])


def due_of(rectification: Rectification) -> SafeString | str:
    """Say how soon; while the bureau looks, nothing runs against the firm."""
    if rectification.state in WITH_THE_FIRM:
        today = timezone.localdate()
        late = working_days_between(working_calendar(), rectification.due_on, today)
        return due(rectification.due_on, days_late=late)
    return formats.time_tag(rectification.due_on, "short")


SPEC = ListSpec(
    name="rectifications",
    label=gettext_lazy("Rectifications"),
    order="due",
    filterset=RectificationFilter,
    empty_title=gettext_lazy("No rectification here"),
    empty_text=gettext_lazy("Each finding of an endorsed visit stands here until it is settled."),
    columns=(
        Column("number", gettext_lazy("Number"), sort="pk", href=_address),
        Column("firm", gettext_lazy("Firm"), value=lambda one: one.enterprise.name),
        Column(
            "finding",
            gettext_lazy("Finding"),
            value=lambda one: str(one.item),
            small=lambda one: one.item.remark,
        ),
        Column("state", gettext_lazy("State"), chip="rectification"),
        Column("due", gettext_lazy("Due"), value="due_on", show=due_of, sort="due_on"),
    ),
)


@login_required
@require_safe
@one_look()
def rectification_list(request: KnownRequest) -> HttpResponseBase:
    """List the rectifications: those to verify, and those the firms owe."""
    permission_required(request.user, Permission.READ_FIRMS)
    rows = Rectification.objects.visible_to(request.user)
    late = Q(state__in=WITH_THE_FIRM, due_on__lt=timezone.localdate())
    counts = count_groups(rows, GROUPS, late=late)
    group = request.GET.get("of", "")
    if group not in GROUPS:
        group = "verify" if counts["verify"] else "firm"
    tabs = tabs_of(GROUPS, counts, group)
    return list_page(
        request,
        rows.filter(state__in=GROUPS[group][1]).select_related("enterprise", "item"),
        SPEC,
        "enterprises/rectification_list.html",
        {"tabs": tabs, "heading": _heading(counts)},
    )


def _heading(counts: Mapping[str, int]) -> str:
    verify, late = counts["verify"], counts["late"]
    if not verify and not late:
        return _("No rectification waits for you")
    answers = ngettext("%(count)d answer to verify", "%(count)d answers to verify", verify) % {
        "count": verify
    }
    lates = ngettext("%(count)d is late", "%(count)d are late", late) % {"count": late}
    return _(", ").join(words for words, count in ((answers, verify), (lates, late)) if count)


@login_required
@require_safe
@one_look()
def rectification_detail(request: KnownRequest, number: str) -> HttpResponse:
    """Show a rectification: the finding, what the firm did, and what the bureau says to it."""
    rectification = rectification_to_read(request.user, number)
    user, state = request.user, _S(rectification.state)
    decides = may(user, Permission.DECIDE_REGISTRATION)
    found_it = rectification.assessment.assessors.filter(pk=user.pk).exists()
    with_firm = state in WITH_THE_FIRM
    context = {
        "rectification": rectification,
        "subject": rectification.assessment.subject,
        "subject_url": _subject_url(rectification),
        "due": due_of(rectification),
        "evidence": [
            row.file for row in rectification.evidence.select_related("file").order_by("pk")
        ],
        "extensions": rectification.extensions.select_related("given_by"),
        "is_officer": may(user, Permission.READ_FIRMS),
        "may_answer": with_firm and writes_for(user, rectification.enterprise),
        "may_verify": decides and state == _S.SUBMITTED,
        "may_extend": decides and with_firm,
        "may_void": decides and with_firm and not found_it,
    }
    return render(request, "enterprises/rectification_detail.html", context)


def _subject_url(rectification: Rectification) -> str:
    kind = "registration" if rectification.assessment.registration_id else "filing"
    return reverse(f"enterprises:{kind}-detail", args=[rectification.assessment.subject.number])


@login_required
@require_http_methods(["GET", "POST"])
@one_look()
def rectification_answer(request: KnownRequest, number: str) -> HttpResponse:
    """Say what the firm did, with photographs or papers."""
    rectification = rectification_to_answer(request.user, number)
    has_evidence = rectification.evidence.exists()
    if request.method == "POST":
        form = AnswerForm(request.POST, request.FILES, has_evidence=has_evidence)
    else:
        form = AnswerForm(has_evidence=has_evidence, initial={"answer": rectification.answer})
    if request.method == "POST" and form.is_valid():
        try:
            rectifications.answer_rectification(
                number=number,
                version=posted_version(request),
                answer=form.cleaned_data["answer"],
                evidence=form.cleaned_data["evidence"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            if not refusal.fields:
                return refused(request, refusal, back=_address(rectification))
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your answer to %(number)s is sent.") % {"number": number})
            return redirect(_address(rectification))
    return render(
        request,
        "enterprises/rectification_answer.html",
        {
            "rectification": rectification,
            "form": form,
            "due": due_of(rectification),
            "is_owed": rectification.state in WITH_THE_FIRM,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def rectification_act(request: KnownRequest, number: str, act: str) -> HttpResponse:
    """Accept, return, extend or take back."""
    rectification = rectification_to_read(request.user, number)
    permission_required(request.user, Permission.DECIDE_REGISTRATION)
    return do(request, DEEDS[act], place_of(rectification, _address(rectification)))
