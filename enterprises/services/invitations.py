"""New people of a firm: an account without a password, and a mail with the way to one."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from enterprises import audit, outbox
from enterprises.errors import DomainError, Invalid
from enterprises.models import Enterprise, Membership, OutboxFact, User
from enterprises.roles import Role, roles_of
from enterprises.services.groups import give_roles
from enterprises.services.memberships import add_member
from enterprises.states import EnterpriseKind, MembershipRole

# Who may act for a firm; an officer may not, whatever address is given.
OF_FIRMS = frozenset({Role.ENTERPRISE, Role.AGENT})
NAME_LENGTH_MAX = 80


class HasPassword(DomainError):
    code = "HAS_PASSWORD"
    sentence = gettext_lazy("%(person)s has chosen a password already and needs no invitation.")


@transaction.atomic
def invite_member(
    *,
    enterprise: Enterprise,
    full_name: str,
    email: str,
    role: MembershipRole,
    actor: User | None,
    at: datetime,
    language: str = "",
) -> Membership:
    """Let a person act for the firm who is known by their mail address, or opens an account so.

    Nobody but the person ever has their password: the account is opened without one, and the
    way to choose it goes to the address.

    Raises:
        Invalid: the name or the address cannot be, or the address is of somebody who may not.
        MemberAlready: the person belongs to the firm.
    """
    full_name, email = " ".join(full_name.split()), email.strip().lower()
    _check(full_name, email)
    person = _person_of(email)
    if person is None:
        person = _open_account(email, full_name, language, enterprise, actor=actor, at=at)
    return add_member(enterprise=enterprise, user=person, role=role, actor=actor, at=at)


@transaction.atomic
def invite_again(*, membership: Membership, actor: User | None, at: datetime) -> None:
    """Mail the way to a password once more, to somebody who has not chosen one.

    Raises:
        HasPassword: they have.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    if person.has_usable_password():
        raise HasPassword(person=person)
    _invite(person, membership.enterprise, actor=actor, at=at)


def mail_invitation(*, fact_id: int) -> None:
    """Mail a person the way to their first password; who has one by now is left in peace."""
    payload = OutboxFact.objects.get(pk=fact_id).payload
    person = User.objects.get(username=payload["person"])
    if person.has_usable_password() or not person.is_active:
        return
    names: Any = {"en": payload["enterprise_name_en"], "zh": payload["enterprise_name_zh"]}
    language = person.language or settings.LANGUAGE_CODE
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    way = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(person)])
    context = {
        "person": person,
        "enterprise": names["zh" if language.startswith("zh") else "en"],
        "address": f"{settings.SITE_ADDRESS}{way}",
    }
    with override(language):
        subject = _("Your account at Qiudu for %(enterprise)s") % context
        send_mail(
            " ".join(subject.split()),
            render_to_string("enterprises/invitation.txt", context),
            None,
            [person.email],
        )


def _check(full_name: str, email: str) -> None:
    faults: dict[str, list[str]] = {}
    if not full_name or len(full_name) > NAME_LENGTH_MAX:
        faults["full_name"] = [_("Enter the name of the person, at most 80 characters.")]
    try:
        validate_email(email)
    except ValidationError:
        faults["email"] = [_("Enter an address such as zhang@example.cn.")]
    if faults:
        raise Invalid(fields=faults)


def _person_of(email: str) -> User | None:
    """Find who has the address, if they may act for firms; nobody learns more than that.

    Raises:
        Invalid: the address is of somebody who may not, or of several.
    """
    found = list(User.objects.filter(email__iexact=email)[:2])
    if not found and not User.objects.filter(username__iexact=email).exists():
        return None
    if len(found) == 1 and found[0].is_active and not found[0].is_superuser:
        roles = roles_of(found[0])
        if roles and roles <= OF_FIRMS:
            return found[0]
    sentence = _("Nobody can act for an enterprise under this address. Use another one.")
    raise Invalid(fields={"email": [sentence]})


def _open_account(
    email: str,
    full_name: str,
    language: str,
    enterprise: Enterprise,
    *,
    actor: User | None,
    at: datetime,
) -> User:
    try:
        with transaction.atomic():
            person = User.objects.create(
                username=email,
                email=email,
                full_name=full_name,
                language=language,
                password=make_password(None),
                date_joined=at,
            )
    except IntegrityError as error:
        raise Invalid(
            fields={"email": [_("Somebody entered this address just now. Try again.")]}
        ) from error
    is_agency = set(enterprise.kinds) == {EnterpriseKind.AGENT.value}
    role = Role.AGENT if is_agency else Role.ENTERPRISE
    give_roles(user=person, roles=[role], actor=actor, at=at)
    _invite(person, enterprise, actor=actor, at=at)
    return person


def _invite(person: User, enterprise: Enterprise, *, actor: User | None, at: datetime) -> None:
    audit.record(
        actor=actor,
        at=at,
        action="person_invited",
        record_kind="user",
        record_number=person.username[:60],
        enterprise=enterprise,
    )
    outbox.tell(
        "account_opened",
        at=at,
        person=person.username,
        enterprise_name_en=enterprise.name_en,
        enterprise_name_zh=enterprise.name_zh,
    )
