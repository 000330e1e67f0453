"""The codes by which the laboratory's rules give their reasons."""

from enum import StrEnum


class LabReason(StrEnum):
    """Why an item got its verdict; the words stand in the catalogue of reasons."""

    WITHIN_LIMIT = "WITHIN_LIMIT"
    OVER_LIMIT = "OVER_LIMIT"
    DETECTED = "DETECTED"
    ND_WITHIN_LIMIT = "ND_WITHIN_LIMIT"
    ND_LOQ_ABOVE_LIMIT = "ND_LOQ_ABOVE_LIMIT"
    ND_LOWER_BOUND = "ND_LOWER_BOUND"
    NEAR_LIMIT = "NEAR_LIMIT"
    NO_LIMIT = "NO_LIMIT"
    NOT_ON_LIST = "NOT_ON_LIST"
    UNIT_MISMATCH = "UNIT_MISMATCH"
    BASIS_MISMATCH = "BASIS_MISMATCH"
    METHOD_NOT_VALID = "METHOD_NOT_VALID"
    ADVISORY_EXCEEDED = "ADVISORY_EXCEEDED"
