"""Who they are: people, firms and their registration, and what every floor needs."""

from enterprises.models.assessment import (
    Assessment,
    AssessmentAssessor,
    AssessmentItem,
    AssessmentPhoto,
)
from enterprises.models.enterprise import Brand, Enterprise, ExportMarket, OverseasOutlet
from enterprises.models.guidance import Notice, NoticeReading, NoticeReceipt
from enterprises.models.markets import Destination, Market
from enterprises.models.people import (
    AgentAuthorisation,
    ApiToken,
    Membership,
    PartnerDepartment,
    User,
)
from enterprises.models.rails import (
    AuditEntry,
    IdempotencyKey,
    Notification,
    NumberSeries,
    OutboxFact,
    ReferenceStamp,
    StoredFile,
)
from enterprises.models.rectification import (
    Rectification,
    RectificationEvidence,
    RectificationExtension,
    RectificationReminder,
)
from enterprises.models.reference import (
    ChecklistItem,
    ExchangeRate,
    Holiday,
    PolicyMeasure,
    ReasonCode,
)
from enterprises.models.registration import (
    DyehouseFiling,
    FilingScope,
    FilingSuspension,
    Registration,
    RegistrationCondition,
    RegistrationDocument,
)

__all__ = [
    "AgentAuthorisation",
    "ApiToken",
    "Assessment",
    "AssessmentAssessor",
    "AssessmentItem",
    "AssessmentPhoto",
    "AuditEntry",
    "Brand",
    "ChecklistItem",
    "Destination",
    "DyehouseFiling",
    "Enterprise",
    "ExchangeRate",
    "ExportMarket",
    "FilingScope",
    "FilingSuspension",
    "Holiday",
    "IdempotencyKey",
    "Market",
    "Membership",
    "Notice",
    "NoticeReading",
    "NoticeReceipt",
    "Notification",
    "NumberSeries",
    "OutboxFact",
    "OverseasOutlet",
    "PartnerDepartment",
    "PolicyMeasure",
    "ReasonCode",
    "Rectification",
    "RectificationEvidence",
    "RectificationExtension",
    "RectificationReminder",
    "ReferenceStamp",
    "Registration",
    "RegistrationCondition",
    "RegistrationDocument",
    "StoredFile",
    "User",
]
