"""Assessments on site: planned with named assessors, carried out item by item, endorsed by another."""

from enterprises.services.assessments.endorsement import endorse_assessment, send_back_assessment
from enterprises.services.assessments.planning import (
    FILINGS_ASSESSED,
    REGISTRATIONS_ASSESSED,
    cancel_assessment,
    plan_assessment,
)
from enterprises.services.assessments.records import AssessmentOpen, NotAnAssessor
from enterprises.services.assessments.reports import (
    Found,
    keep_findings,
    record_findings,
    start_assessment,
    submit_assessment,
)

__all__ = [
    "FILINGS_ASSESSED",
    "REGISTRATIONS_ASSESSED",
    "AssessmentOpen",
    "Found",
    "NotAnAssessor",
    "cancel_assessment",
    "endorse_assessment",
    "keep_findings",
    "plan_assessment",
    "record_findings",
    "send_back_assessment",
    "start_assessment",
    "submit_assessment",
]
