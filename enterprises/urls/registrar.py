"""Addresses of registrations, assessments, rectifications and filings, by whoever reads them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.urls import URLPattern, path

from enterprises.views import (
    applications,
    assessments,
    entering,
    files,
    filings,
    rectifications,
    register,
    registrations,
    standing,
)


def _acts(
    plural: str, name: str, view: Callable[..., Any], acts: Iterable[str]
) -> Iterator[URLPattern]:
    """Give each deed on a record an address and a name of its own."""
    for act in acts:
        address = f"{plural}/<slug:number>/{act}/"
        yield path(address, view, {"act": act}, name=f"{name}-{act}")


urlpatterns: list[URLPattern] = [
    path("register/", register.register, name="register"),
    path("standing/", standing.standing, name="standing"),
    path("standing/<slug:serial>/", standing.standing_of, name="standing-of"),
    path("standing/<slug:serial>/apply/", applications.registration_new, name="registration-new"),
    path("standing/<slug:serial>/file/", filings.filing_new, name="filing-new"),
    path("files/<slug:token>/", files.file_download, name="file"),
    path("registrations/", registrations.registration_list, name="registration-list"),
    # Before the numbers, which are never this word.
    path("registrations/enter/", entering.enterprise_enter, name="enterprise-enter"),
    path(
        "registrations/<slug:number>/",
        registrations.registration_detail,
        name="registration-detail",
    ),
    path(
        "registrations/<slug:number>/edit/",
        applications.registration_edit,
        name="registration-edit",
    ),
    path(
        "registrations/<slug:number>/submit/",
        applications.registration_submit,
        name="registration-submit",
    ),
    path(
        "registrations/<slug:number>/delete/",
        applications.registration_delete,
        name="registration-delete",
    ),
    path(
        "registrations/<slug:number>/papers/<slug:token>/remove/",
        applications.paper_remove,
        name="paper-remove",
    ),
    path(
        "registrations/<slug:number>/assess/",
        assessments.registration_assess,
        name="registration-assess",
    ),
    path(
        "registrations/<slug:number>/conditions/<int:ordinal>/accept/",
        registrations.condition_accept,
        name="condition-accept",
    ),
    path(
        "registrations/<slug:number>/certificate.pdf",
        registrations.registration_pdf,
        name="registration-pdf",
    ),
    *_acts("registrations", "registration", registrations.registration_act, registrations.DEEDS),
    path("assessments/", assessments.assessment_list, name="assessment-list"),
    path("assessments/<slug:number>/", assessments.assessment_detail, name="assessment-detail"),
    path("assessments/<slug:number>/start/", assessments.assessment_start, name="assessment-start"),
    path(
        "assessments/<slug:number>/perform/",
        assessments.assessment_perform,
        name="assessment-perform",
    ),
    *_acts("assessments", "assessment", assessments.assessment_act, assessments.DEEDS),
    path("rectifications/", rectifications.rectification_list, name="rectification-list"),
    path(
        "rectifications/<slug:number>/",
        rectifications.rectification_detail,
        name="rectification-detail",
    ),
    path(
        "rectifications/<slug:number>/answer/",
        rectifications.rectification_answer,
        name="rectification-answer",
    ),
    *_acts(
        "rectifications", "rectification", rectifications.rectification_act, rectifications.DEEDS
    ),
    path("filings/", filings.filing_list, name="filing-list"),
    path("filings/<slug:number>/", filings.filing_detail, name="filing-detail"),
    path("filings/<slug:number>/visit/", assessments.filing_visit, name="filing-visit"),
    path("filings/<slug:number>/file/", filings.filing_file, name="filing-file"),
    *_acts("filings", "filing", filings.filing_act, filings.DEEDS),
]
