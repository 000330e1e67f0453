"""Who they are: people, firms and their registration, and what every floor needs."""

from enterprises.models.enterprise import Brand, Enterprise, ExportMarket, OverseasOutlet
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
)

__all__ = [
    "AgentAuthorisation",
    "ApiToken",
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
    "Notification",
    "NumberSeries",
    "OutboxFact",
    "OverseasOutlet",
    "PartnerDepartment",
    "PolicyMeasure",
    "ReasonCode",
    "ReferenceStamp",
    "Registration",
    "RegistrationCondition",
    "StoredFile",
    "User",
]
