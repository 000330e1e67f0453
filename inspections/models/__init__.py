"""Whether the goods may leave: rules, declarations, decisions, checks, certificates."""

from inspections.models.certificates import Certificate
from inspections.models.checks import Check, CheckDraw, DaySeed, StickyCheck
from inspections.models.decisions import Hold, ReleaseDecision
from inspections.models.declarations import (
    ContractLimit,
    Declaration,
    DeclarationLine,
    MaterialUse,
)
from inspections.models.figures import DeclarationFigure
from inspections.models.impact import ImpactCase, ImpactLot, ImpactTask
from inspections.models.reference import HsCode, RiskAnalysis, RiskLevel, YieldNorm
from inspections.models.rules import ReleaseRule, RuleSet

__all__ = [
    "Certificate",
    "Check",
    "CheckDraw",
    "ContractLimit",
    "DaySeed",
    "Declaration",
    "DeclarationFigure",
    "DeclarationLine",
    "Hold",
    "HsCode",
    "ImpactCase",
    "ImpactLot",
    "ImpactTask",
    "MaterialUse",
    "ReleaseDecision",
    "ReleaseRule",
    "RiskAnalysis",
    "RiskLevel",
    "RuleSet",
    "StickyCheck",
    "YieldNorm",
]
