"""A firm comes in: the bureau enters it with its first owner, who applies for registration."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from enterprises.models import Enterprise, User
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from enterprises.services.invitations import invite_member
from enterprises.states import MembershipRole


@transaction.atomic
def enter_with_owner(
    *,
    credit_code: str,
    kinds: Iterable[str],
    full_name: str,
    email: str,
    language: str,
    actor: User,
    at: datetime,
    **words: Any,
) -> Enterprise:
    """Enter a firm that is not known yet, and let its first owner in by mail.

    Raises:
        Invalid: the credit code or the owner's address cannot be.
        EnterpriseKnown: the firm is entered already.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    enterprise = enterprises.enter_enterprise(
        credit_code=credit_code, kinds=kinds, actor=actor, at=at, **words
    )
    invite_member(
        enterprise=enterprise,
        full_name=full_name,
        email=email,
        role=MembershipRole.OWNER,
        actor=actor,
        at=at,
        language=language,
    )
    return enterprise
