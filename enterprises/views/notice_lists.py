"""How notices and their receipts are listed, for officers, for firms and for everybody."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises import formats
from enterprises.filters.notices import (
    NoticeFilter,
    OwnReceiptFilter,
    PublicNoticeFilter,
    ReceiptFilter,
)
from enterprises.models import Notice, NoticeReceipt
from enterprises.selectors.notices import (
    grounds_words,
    hours_of,
    hours_words,
    standing_of,
)
from enterprises.selectors.reasons import country_name
from enterprises.states import NoticeKind, NoticeState
from enterprises.tables import Column, ListSpec


def notice_address(notice: Notice) -> str:
    return reverse("enterprises:notice-detail", args=[notice.number])


def title_link(address: str, words: Any) -> SafeString:
    """Lead to a record by its title, which breaks into lines where a number never does."""
    return format_html('<a class="go long" href="{}">{}</a>', address, words)


def _public_address(notice: Notice) -> str:
    return reverse("enterprises:public-notice", args=[notice.number])


def kind_words(notice: Notice) -> str:
    return capfirst(str(NoticeKind(notice.kind).label))


def countries(notice: Notice) -> str:
    return _(", ").join(country_name(iso) for iso in notice.destinations) or _("all")


def _acknowledged(notice: Any) -> str:
    if notice.state == NoticeState.DRAFT:
        return formats.MISSING
    if not notice.asks_acknowledgement:
        return _("sent to %(n)s") % {"n": formats.number(notice.addressed)}
    return _("%(some)s of %(all)s") % {
        "some": formats.number(notice.acknowledged),
        "all": formats.number(notice.addressed),
    }


def _sent_on(notice: Notice) -> Any:
    return formats.time_tag(notice.sent_at, "day")


_TITLE = Column(
    "title",
    gettext_lazy("Title"),
    show=lambda notice: title_link(notice_address(notice), notice.title),
    small=lambda notice: f"{notice.number} · {kind_words(notice)}",
)
_KIND = Column("kind", gettext_lazy("Kind"), value=kind_words, sort="kind")
_COUNTRIES = Column("destinations", gettext_lazy("Destinations"), value=countries)
_EFFECTIVE = Column(
    "effective", gettext_lazy("Takes effect"), value="effective_on", sort="effective_on"
)

OF_OFFICERS = ListSpec(
    name="notices",
    label=gettext_lazy("Notices"),
    order="-number",
    filterset=NoticeFilter,
    empty_title=gettext_lazy("No notice yet"),
    empty_text=gettext_lazy(
        "What foreign markets ask, what was found, and what is new stands here."
    ),
    columns=(
        _TITLE,
        Column("number", gettext_lazy("Number"), sort="pk", is_shown=False),
        Column("kind", gettext_lazy("Kind"), value=kind_words, is_shown=False),
        _COUNTRIES,
        _EFFECTIVE,
        Column("state", gettext_lazy("State"), chip="notice"),
        Column(
            "sent", pgettext_lazy("notice", "Sent"), value="sent_at", show=_sent_on, sort="sent_at"
        ),
        Column("acknowledged", gettext_lazy("Acknowledged"), kind="num", show=_acknowledged),
        Column("addressed", gettext_lazy("Addressed"), is_shown=False),
        Column(
            "median",
            gettext_lazy("Half of them within"),
            value=lambda notice: hours_of(notice.median),
            show=lambda notice: hours_words(notice.median),
            kind="num",
        ),
    ),
)

OF_EVERYBODY = ListSpec(
    name="public-notices",
    label=gettext_lazy("Notices"),
    order="-number",
    filterset=PublicNoticeFilter,
    empty_title=gettext_lazy("No notice is published"),
    empty_text=gettext_lazy("What every exporter of fur should know stands here."),
    columns=(
        Column(
            "title",
            gettext_lazy("Title"),
            show=lambda notice: title_link(_public_address(notice), notice.title),
            small=lambda notice: notice.number,
            roomy=True,
        ),
        Column("number", gettext_lazy("Number"), sort="pk", is_shown=False),
        _KIND,
        _COUNTRIES,
        _EFFECTIVE,
    ),
)


def _own_spec(*, with_firm: bool) -> ListSpec:
    columns = (
        Column(
            "title",
            gettext_lazy("Title"),
            value="notice.title",
            show=lambda receipt: title_link(notice_address(receipt.notice), receipt.notice.title),
            small=lambda receipt: receipt.notice.number,
            roomy=True,
        ),
        Column("firm", gettext_lazy("Firm"), value="enterprise.name"),
        Column("kind", gettext_lazy("Kind"), value=lambda receipt: kind_words(receipt.notice)),
        Column(
            "destinations",
            gettext_lazy("Destinations"),
            value=lambda receipt: countries(receipt.notice),
        ),
        Column("effective", gettext_lazy("Takes effect"), value="notice.effective_on"),
        Column(
            "addressed",
            pgettext_lazy("notice", "Received"),
            value="addressed_at",
            kind="date",
            sort="pk",
        ),
        Column(
            "waits",
            gettext_lazy("State"),
            value=standing_of,
            chip="notice_receipt",
            sort="waits",
        ),
    )
    return ListSpec(
        name="notices",
        label=gettext_lazy("Notices"),
        order="-waits",
        filterset=OwnReceiptFilter,
        empty_title=gettext_lazy("No notice concerns you yet"),
        empty_text=gettext_lazy(
            "The bureau addresses a notice by what an enterprise makes, stocks and ships."
        ),
        columns=tuple(one for one in columns if with_firm or one.name != "firm"),
    )


OF_ONE_FIRM, OF_FIRMS = _own_spec(with_firm=False), _own_spec(with_firm=True)


def _reader(receipt: Any) -> str:
    return str(receipt.acknowledged_by or "")


RECEIPTS = ListSpec(
    name="receipts",
    label=gettext_lazy("Receipts"),
    order="firm",
    filterset=ReceiptFilter,
    empty_title=gettext_lazy("Nobody is addressed yet"),
    columns=(
        Column("firm", gettext_lazy("Firm"), value="enterprise.name", sort="enterprise__serial"),
        Column("code", gettext_lazy("Credit code"), value="enterprise.credit_code", is_shown=False),
        Column(
            "because",
            gettext_lazy("Addressed because"),
            value=lambda receipt: grounds_words(receipt.because),
            roomy=True,
        ),
        Column(
            "read", pgettext_lazy("notice", "Read"), value="read_at", kind="moment", sort="read_at"
        ),
        Column(
            "acknowledged",
            gettext_lazy("Acknowledged"),
            value="acknowledged_at",
            kind="moment",
            sort="acknowledged_at",
            small=_reader,
        ),
        Column("by", gettext_lazy("By"), value=_reader, is_shown=False),
        Column(
            "hours",
            pgettext_lazy("notice", "After"),
            value=lambda receipt: hours_of(_taken(receipt)),
            show=lambda receipt: hours_words(_taken(receipt)),
            kind="num",
        ),
        Column("reminded", gettext_lazy("Reminded"), value="reminded_at", kind="date"),
    ),
)


def _taken(receipt: NoticeReceipt) -> Any:
    answered = receipt.acknowledged_at
    return None if answered is None else answered - receipt.addressed_at
