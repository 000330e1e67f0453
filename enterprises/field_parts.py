"""A form field drawn whole: label, hint and error above the input, bound by their ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

# Up to so many choices are shown; more are a select.
PICKS_MAX = 5


def render_field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str | None = None,
    unit: str = "",
    width: str = "",
    picks: bool | None = None,
    stepper: bool = False,
    label_unseen: bool = False,
    **attributes: Any,
) -> SafeString:
    """Draw a bound field; further keyword arguments become attributes (`hx_get` is `hx-get`).

    `width` is `w-2`, `w-4` or `w-8` and tells the expected length; `unit` stands after the input;
    `picks=False` keeps a select of few choices a select; an empty `hint` hides the field's own.
    """
    if bound.is_hidden:
        return SafeString(str(bound.errors) + str(bound))
    widget = bound.field.widget
    kind = _kind(bound, picks)
    if hint is None:
        hint = str(bound.help_text or "")
    ids = [f"{bound.auto_id}-hint"] * bool(hint) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    attrs: dict[str, Any] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    context: dict[str, Any] = {
        "bound": bound,
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "unit": unit,
        "stepper": stepper,
        "label_unseen": label_unseen,
        "is_optional": not bound.field.required and kind != "tick",
        "described_by": attrs.get("aria-describedby", ""),
    }
    if kind == "picks":
        context["choices"] = _choices(bound)
        context["input_type"] = _pick_type(widget)
        context["attributes"] = attrs
        template = "parts/picks.html"
    elif kind == "tick":
        context["input"] = bound.as_widget(attrs=attrs)
        template = "parts/tick.html"
    else:
        is_number = isinstance(bound.field, forms.IntegerField)  # decimals and floats too
        context["input"] = bound.as_widget(
            widget=_suited(bound), attrs=attrs | {"class": _classes(widget, width, is_number)}
        )
        template = "parts/field.html"
    return SafeString(render_to_string(template, context))


def _kind(bound: BoundField, picks: bool | None) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "picks"
    if isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple):
        is_short = bound.field.required and 0 < len(_choices(bound)) <= PICKS_MAX
        return "picks" if picks or (picks is None and is_short) else "input"
    return "input"


def _pick_type(widget: forms.Widget) -> str:
    is_many = isinstance(widget, forms.CheckboxSelectMultiple)
    return "checkbox" if is_many else "radio"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    id: str
    is_chosen: bool


def _choices(bound: BoundField) -> list[Choice]:
    held = bound.value()
    chosen = {str(item) for item in (held if isinstance(held, list | tuple | set) else [held])}
    # Django adds an empty choice to a select; a radio left alone says the same.
    offered = [pair for pair in _flat(getattr(bound.field, "choices", ())) if pair[0] != ""]
    return [
        Choice(value, label, f"{bound.auto_id}_{at}", value in chosen)
        for at, (value, label) in enumerate(offered)
    ]


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def _classes(widget: forms.Widget, width: str, is_number: bool) -> str:
    own = widget.attrs.get("class", "")
    return " ".join(filter(None, ["input", "num" if is_number else "", width, own]))


def _suited(bound: BoundField) -> forms.Widget | None:
    """Give a number a text input with the right keyboard, and a date the device's own picker.

    A number input swallows what it cannot read, and changes under the wheel of a mouse.
    """
    widget = bound.field.widget
    if isinstance(widget, forms.NumberInput):
        kept = {k: v for k, v in widget.attrs.items() if k not in {"min", "max", "step"}}
        is_decimal = isinstance(bound.field, forms.DecimalField | forms.FloatField)
        mode = "decimal" if is_decimal else "numeric"
        suited: forms.Widget = forms.TextInput(
            attrs={"inputmode": mode, "autocomplete": "off"} | kept
        )
    elif type(widget) is forms.DateInput:
        suited = forms.DateInput(attrs=widget.attrs, format="%Y-%m-%d")
        suited.input_type = "date"
    elif type(widget) is forms.DateTimeInput:
        suited = forms.DateTimeInput(attrs=widget.attrs, format="%Y-%m-%dT%H:%M")
        suited.input_type = "datetime-local"
    else:
        return None
    suited.is_required = widget.is_required
    return suited


@dataclass(frozen=True)
class ErrorLine:
    href: str
    text: str


def error_lines(*forms_or_sets: Any) -> list[ErrorLine]:
    """Gather the errors of forms and formsets, each with the address of its field."""
    lines: list[ErrorLine] = []
    for form in forms_or_sets:
        if isinstance(form, forms.BaseFormSet):
            lines += [ErrorLine("", str(text)) for text in form.non_form_errors()]
            lines += error_lines(*form.forms)
        elif form is not None and form.is_bound:
            lines += [ErrorLine("", str(text)) for text in form.non_field_errors()]
            lines += [
                ErrorLine(
                    f"#{_first_id(bound)}",
                    gettext("%(field)s: %(fault)s") % {"field": bound.label, "fault": text},
                )
                for bound in form
                for text in bound.errors
            ]
    return lines


def _first_id(bound: BoundField) -> str:
    is_pick = _kind(bound, None) == "picks"
    return f"{bound.auto_id}_0" if is_pick else str(bound.id_for_label or bound.auto_id)


def render_filter(bound: BoundField, *, grow: bool = False) -> SafeString:
    """Draw a filter of a list: its label, its error, its input; one of them may take what is left."""
    widget: Any = bound.field.widget
    field: Any = bound.field
    described: dict[str, str | bool] = {}
    if bound.errors:
        described["aria-describedby"] = f"{bound.auto_id}-error"
    parts: Any = widget.widgets if isinstance(widget, forms.MultiWidget) else None
    if parts is not None:
        ends = (gettext("from"), gettext("to"))
        for part, own, end in zip(parts, field.fields, ends, strict=True):
            part.attrs |= {
                "class": "input",
                "aria-label": gettext(", ").join((str(bound.label), end)),
            }
            if isinstance(own, forms.DateField):
                part.input_type = "date"
        drawn: Any = bound.as_widget(attrs=described)
    else:
        suited: Any = _suited(bound)
        if type(widget) is forms.TextInput:
            suited = forms.TextInput(attrs=widget.attrs)
            suited.input_type = "search"
        drawn = bound.as_widget(widget=suited, attrs={**described, "class": "input"})
    context = {"bound": bound, "input": drawn, "is_many": parts is not None, "grow": grow}
    return SafeString(render_to_string("parts/filter.html", context))
