"""The application: written by the firm, handed in, returned once, accepted or rejected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit, files, numbers, outbox
from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition, Invalid
from enterprises.files import GivenFile
from enterprises.models import Enterprise, Registration, RegistrationDocument, User
from enterprises.policy import may_be_returned, papers_missing
from enterprises.roles import Permission, require
from enterprises.selectors import reference
from enterprises.services import enterprises
from enterprises.services.closing import refuse_open_children
from enterprises.services.registrations.faults import (
    AlreadyRegistered,
    NoSuchPaper,
    NothingToRenew,
    ReturnedBefore,
)
from enterprises.services.registrations.records import (
    IN_FORCE,
    ON_ITS_WAY,
    check_door,
    given,
    label,
    lock,
    move,
    record,
)
from enterprises.states import DocumentKind, RegistrationState

_S = RegistrationState
NUMBER_DIGITS = 2
# The firm writes in these states; before and after, the papers lie with the bureau.
WRITABLE = (_S.DRAFT, _S.RETURNED)


@dataclass(frozen=True)
class Application:
    """What the firm says of itself when it applies."""

    process: str = ""
    premises: str = ""
    workers: int | None = None
    pieces_per_year: int | None = None
    quality_officer: str = ""
    quality_phone: str = ""
    earlier_ports: Sequence[str] = ()
    export_isos: Sequence[str] = ()
    papers: Sequence[tuple[str, GivenFile]] = field(default=(), repr=False)


@transaction.atomic
def create_application(
    *,
    enterprise: Enterprise,
    actor: User | None,
    at: datetime,
    earlier_ports: Sequence[str] = (),
    replaces: Registration | None = None,
) -> Registration:
    """Open a draft; a renewal names the registration that it will take over from.

    Raises:
        AlreadyRegistered: another application is on its way, or one is in force and not renewed.
        NothingToRenew: what is to be renewed is not in force, or not this firm's.
    """
    enterprise = enterprises.lock(enterprise.pk)
    others = enterprise.registrations.filter(state__in=(*IN_FORCE, *ON_ITS_WAY))
    if replaces is not None:
        if not others.filter(pk=replaces.pk, state__in=IN_FORCE).exists():
            raise NothingToRenew(number=replaces.number)
        others = others.exclude(pk=replaces.pk)
    other = others.first()
    if other is not None:
        raise AlreadyRegistered(enterprise=enterprise, number=other.number)
    on = day_of(at)
    registration = Registration.objects.create(
        number=numbers.next_number(letter="R", on=on, enterprise=enterprise, digits=NUMBER_DIGITS)[
            0
        ],
        enterprise=enterprise,
        state_since=on,
        earlier_ports=list(earlier_ports),
        replaces=replaces,
    )
    record(registration, "registration_drafted", actor=actor, at=at)
    return registration


@transaction.atomic
def submit_application(
    *, number: str, version: int, actor: User | None, at: datetime
) -> Registration:
    """Hand the application to the bureau, for the first time or corrected."""
    registration = lock(number, version)
    registration.submitted_at = at
    move(registration, _S.SUBMITTED, actor=actor, at=at, changed=["submitted_at"])
    outbox.tell(
        "application_submitted",
        at=at,
        registration=number,
        enterprise=registration.enterprise.serial,
        firm_en=registration.enterprise.name_en,
        firm_zh=registration.enterprise.name_zh,
    )
    return registration


@transaction.atomic
def return_application(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """Give the application back for correction; once only.

    Raises:
        ReturnedBefore: it was returned already.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    if registration.state == _S.SUBMITTED and not may_be_returned(registration.times_returned):
        raise ReturnedBefore(number=number)
    registration.times_returned += 1
    registration.reason = given(reason)
    move(registration, _S.RETURNED, actor=actor, at=at, changed=["times_returned", "reason"])
    return registration


@transaction.atomic
def accept_application(
    *, number: str, version: int, actor: User | None, at: datetime
) -> Registration:
    """Take the papers as complete."""
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    registration.accepted_at = at
    registration.reason = ""
    move(registration, _S.ACCEPTED, actor=actor, at=at, changed=["accepted_at", "reason"])
    return registration


@transaction.atomic
def reject_application(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Registration:
    """Refuse the application, with its reason.

    Raises:
        ChildrenOpen: a visit is planned or under way, or a finding is open.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    registration = lock(number, version)
    check_door(registration, _S.REJECTED)
    refuse_open_children(registration)
    registration.reason = given(reason)
    move(registration, _S.REJECTED, actor=actor, at=at, changed=["reason"])
    return registration


@transaction.atomic
def begin(
    *,
    enterprise: Enterprise,
    application: Application,
    actor: User,
    at: datetime,
    replaces: Registration | None = None,
) -> Registration:
    """Open an application with what the firm has written so far.

    Raises:
        AlreadyRegistered, Invalid: as when it is opened, and when it is written.
    """
    draft = create_application(enterprise=enterprise, actor=actor, at=at, replaces=replaces)
    return amend_application(
        number=draft.number,
        version=draft.version,
        application=application,
        actor=actor,
        at=at,
    )


@transaction.atomic
def amend_application(
    *,
    number: str,
    version: int,
    application: Application,
    actor: User,
    at: datetime,
) -> Registration:
    """Write what the firm says, and add the papers it gives; those given before stay.

    Raises:
        IllegalTransition: the application lies with the bureau.
        Invalid: no rule covers a country, or a figure cannot be.
    """
    registration = _lock_to_write(number, version)
    said = _read(application, at)
    for name, value in said.items():
        setattr(registration, name, value)
    registration.version += 1
    registration.save(update_fields=[*said, "version"])
    stored = [
        (kind, files.store_given(one, enterprise=registration.enterprise, actor=actor, at=at))
        for kind, one in application.papers
    ]
    RegistrationDocument.objects.bulk_create(
        RegistrationDocument(registration=registration, kind=kind, file=file, added_at=at)
        for kind, file in stored
    )
    _record_writing(registration, "registration_amended", sorted(said), actor=actor, at=at)
    return registration


@transaction.atomic
def remove_paper(
    *, number: str, version: int, token: str, actor: User | None, at: datetime
) -> Registration:
    """Take a paper out of an application that the firm still writes; the file itself is kept.

    Raises:
        IllegalTransition: the application lies with the bureau.
        NoSuchPaper: it has no such paper.
    """
    registration = _lock_to_write(number, version)
    removed, _rows = registration.documents.filter(file__token=token).delete()
    if not removed:
        raise NoSuchPaper(number=number)
    registration.version += 1
    registration.save(update_fields=["version"])
    _record_writing(registration, "registration_paper_removed", [token], actor=actor, at=at)
    return registration


@transaction.atomic
def hand_in(*, number: str, version: int, actor: User, at: datetime) -> Registration:
    """Submit what the firm wrote itself, once nothing is missing.

    What comes over the counter on paper is entered by the bureau with `submit_application`, and
    looked through there.

    Raises:
        Invalid: something is missing; each field and paper says what.
    """
    registration = lock(number, version)
    check_door(registration, _S.SUBMITTED)
    faults = missing_in(registration)
    if faults:
        raise Invalid(fields=faults)
    enterprises.declare_markets(
        enterprise=registration.enterprise, isos=registration.export_isos, actor=actor, at=at
    )
    return submit_application(number=number, version=version, actor=actor, at=at)


def missing_in(registration: Registration) -> dict[str, list[str]]:
    """Say, field by field, what an application lacks before it can be handed in."""
    needed = str(_("This is needed before you hand in."))
    said = ("process", "premises", "workers", "pieces_per_year", "quality_officer", "export_isos")
    faults = {name: [needed] for name in said if not getattr(registration, name)}
    given_kinds = registration.documents.values_list("kind", flat=True)
    for kind in papers_missing(given_kinds):
        faults[f"paper_{kind}"] = [str(_("Add the paper: %(kind)s.")) % {"kind": kind.label}]
    return faults


@transaction.atomic
def delete_draft(*, number: str, version: int, actor: User | None, at: datetime) -> None:
    """Take back an application that was never handed in.

    Raises:
        IllegalTransition: it was handed in.
    """
    registration = lock(number, version)
    if registration.state != _S.DRAFT:
        raise IllegalTransition(
            record=number, state=label(registration), action=_("deleting the draft")
        )
    registration.documents.all().delete()
    record(registration, "registration_deleted", actor=actor, at=at)
    registration.delete()


def _lock_to_write(number: str, version: int) -> Registration:
    registration = lock(number, version)
    if registration.state not in WRITABLE:
        raise IllegalTransition(record=number, state=label(registration), action=_("writing"))
    return registration


def _read(application: Application, at: datetime) -> dict[str, object]:
    """Tidy what was said, naming every field at fault."""
    said = {name: value for name, value in asdict(application).items() if name != "papers"}
    isos = list(dict.fromkeys(iso.upper() for iso in application.export_isos))
    ports = [port.strip()[:60] for port in application.earlier_ports if port.strip()]
    faults: dict[str, list[str]] = {}
    unknown = [iso for iso in isos if reference.find_destination(iso, day_of(at)) is None]
    if unknown:
        sentence = str(_("No rule covers %(countries)s."))
        faults["export_isos"] = [sentence % {"countries": ", ".join(unknown)}]
    for name in ("workers", "pieces_per_year"):
        figure = said[name]
        if figure is not None and figure < 1:
            faults[name] = [str(_("Enter a whole number above 0."))]
    if any(kind not in DocumentKind.values for kind, _file in application.papers):
        faults["papers"] = [str(_("This kind of paper is unknown."))]
    if faults:
        raise Invalid(fields=faults)
    return said | {"export_isos": isos, "earlier_ports": list(dict.fromkeys(ports))}


def _record_writing(
    registration: Registration,
    action: str,
    what: Iterable[str],
    *,
    actor: User | None,
    at: datetime,
) -> None:
    detail: Mapping[str, object] = {"what": list(what)}
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="registration",
        record_number=registration.number,
        enterprise=registration.enterprise,
        detail=detail,
    )
