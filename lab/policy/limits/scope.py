"""Which rows of one jurisdiction apply to an article: part, wearer, contact, tier."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from lab.policy.limits.book import LimitBook
from lab.policy.limits.facts import AZO, Article, Jurisdiction, LimitRow, ScopeRule
from lab.policy.reasons import LabReason

_INFANT = "infant"
_CHILD = "child"
_ADULT = "adult"
_TEXTILE_ONLY = frozenset({"textile"})

# The most specific tier alone decides; a part or a wearer is more specific than a contact.
_TIERS = (frozenset({"wearer", "part"}), frozenset({"contact"}), frozenset({"any"}))


def wearer_in(jurisdiction: Jurisdiction, article: Article) -> str:
    """Tell who wears the article in the eyes of a jurisdiction: infant, child or adult."""
    age = article.age_months
    if age is None:
        return article.wearer
    if jurisdiction.infant_months is not None and (
        age < jurisdiction.infant_months
        or (jurisdiction.infant_op == "<=" and age == jurisdiction.infant_months)
    ):
        return _INFANT
    if jurisdiction.child_years is not None and age < 12 * jurisdiction.child_years:
        return _CHILD
    return _ADULT


def contact_in(jurisdiction: Jurisdiction, article: Article) -> str:
    """Tell how near to the skin the article is in the eyes of a jurisdiction."""
    if jurisdiction.contact_rule == "all_apparel_direct" and article.worn:
        return "direct"
    return article.contact


def bounds_for(
    book: LimitBook, jurisdiction: Jurisdiction, analyte: str, article: Article, on: date
) -> tuple[tuple[LimitRow, ...], LabReason]:
    """Find the rows with a figure that judge an analyte, or the reason why there is none.

    It is one row, the strictest of its tier; only where a tier sets bounds of several
    kinds (from below and from above) there is one of each.

    Source: README, "The row of one jurisdiction".
    """
    group = analyte
    if book.is_amine(analyte):
        group = AZO
        listed = book.amine_list(jurisdiction, article.part)
        if listed is not None and analyte not in listed:
            return (), LabReason.NOT_ON_LIST
    rows = book.limits(jurisdiction.code, group, on)
    matching = _matching(book, jurisdiction, rows, article)
    for tier in _TIERS:
        in_tier = [row for row in matching if book.scopes[row.scope].tier in tier]
        if in_tier:
            return _strictest_of_each_kind(in_tier), LabReason.NO_LIMIT
    return (), LabReason.NO_LIMIT


def _matching(
    book: LimitBook, jurisdiction: Jurisdiction, rows: Iterable[LimitRow], article: Article
) -> list[LimitRow]:
    pairs = [(row, book.scopes[row.scope]) for row in rows]
    if article.part == "textile" and any(scope.parts == _TEXTILE_ONLY for _, scope in pairs):
        pairs = [(row, scope) for row, scope in pairs if scope.parts == _TEXTILE_ONLY]
    pairs = [
        (row, scope)
        for row, scope in pairs
        if _allows(scope.parts, article.part) and _allows(scope.garments, article.garment)
    ]
    wearers = {wearer_in(jurisdiction, article)}
    if not any(_INFANT in scope.wearers for _, scope in pairs):
        pairs = [(row, _read_for_infants_too(scope)) for row, scope in pairs]
    contact = contact_in(jurisdiction, article)
    return [
        row
        for row, scope in pairs
        if (not scope.wearers or scope.wearers & wearers) and _allows(scope.contacts, contact)
    ]


def _read_for_infants_too(scope: ScopeRule) -> ScopeRule:
    """An infant is also a child where nothing is said of infants."""
    if scope.wearers != {_CHILD}:
        return scope
    return replace(scope, wearers=scope.wearers | {_INFANT})


def _allows(words: frozenset[str], word: str) -> bool:
    return not words or word in words


def _strictest_of_each_kind(rows: Iterable[LimitRow]) -> tuple[LimitRow, ...]:
    # A row without a figure never hides one that has one. Where two bounds are the same
    # figure, dry weight is the stricter basis; the rest of the key only makes the choice
    # independent of the order of rows.
    strictest: dict[tuple[bool, str], LimitRow] = {}
    figures = [row for row in rows if row.value is not None]
    for row in sorted(
        figures,
        key=lambda row: (
            row.strictness,
            not row.dry_weight,
            row.value_text,
            row.scope,
            row.id or 0,
        ),
    ):
        strictest.setdefault(row.strictness[:2], row)
    return tuple(strictest.values())
