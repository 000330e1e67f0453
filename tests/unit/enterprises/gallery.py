"""Every part of a page in every state, drawn without a database: what the tests of parts look at."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.utils import translation

from enterprises.parts import Cell, Event, Link, MatrixRow, Reason, Stat, Step, Tab, Task
from enterprises.pictures import (
    Bar,
    ClassPeriod,
    Mark,
    Series,
    Share,
    bars,
    class_timeline,
    intervals,
    lines,
    stacked_columns,
)
from enterprises.shell import NavGroup, NavItem, Shell

NOW = datetime(2026, 11, 18, 7, 32, tzinfo=UTC)  # 15:32 in Beijing

MARKETS = [("ru", "Russia"), ("eu", "European Union"), ("jp", "Japan")]
PORTS = [(f"P{number}", f"Port {number}") for number in range(8)]


class Gallery(forms.Form):
    contract = forms.CharField(label="Contract number", help_text="As on the contract")
    planned = forms.DateField(label="Planned date")
    weight = forms.DecimalField(label="Net weight", max_digits=9, decimal_places=1)
    pieces = forms.IntegerField(label="Pieces")
    market = forms.ChoiceField(label="Market", choices=MARKETS)
    port = forms.ChoiceField(label="Port", choices=PORTS)
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=MARKETS, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="Note to the inspector", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    mail = forms.BooleanField(label="Tell me by mail when it is decided", required=False)


PAGE = """
{% extends "frames/desk.html" %}{% load i18n qiudu %}
{% block title %}Every part{% endblock %}
{% block crumbs %}{% crumbs "Declarations" "/declarations/" "Beichen Furs" %}{% endblock %}
{% block heading %}Every part, in every state{% endblock %}
{% block state %}{% chip "released" %}{% endblock %}
{% block facts %}<p class="muted">For people who write templates</p>{% endblock %}
{% block actions %}<a class="btn" href="/">{% icon "print" %}Certificate</a><a class="btn main" href="/">Take the next task</a>{% endblock %}
{% block content %}<div class="stack loose">
<section class="panel stack" aria-labelledby="k2"><h2 id="k2">Marks</h2>
<div class="row">{% for code in codes %}{% chip code %}{% endfor %}</div>
<div class="row">{% badge "A" "A" %}{% badge "B" "B" %}{% badge "C" "C" %}{% badge "D" "D" %}{% badge "A" "Red list" listed="red" %}{% badge "D" "Black list" listed="black" %}</div>
<div class="row">{% sign "ok" "may go" %}{% sign "no" "no" %}{% sign "wait" "test" name="flask" %}{% due late now days_late=3 %}{% due today now %}{% due later now %}{% due late now stopped="firm owes an answer" %}</div>
{% strip 640 344 %}{% strip 640 344 mine=343 word="left after this declaration" %}
{% work "Export of 12,480 declarations" 62 100 note="About 20 seconds left" %}</section>
<div class="split even"><div class="stack">{% verdict "ok" answer="Released by raw-material write-off" id="v" %}<p>All nine rules that apply are met.</p><p class="small muted num">Decided {{ now|second }}</p>{% endverdict %}
{% verdict "wait" answer="Held for a test" lead="If submitted now" %}<p class="small">One lot has no chromium result.</p>{% endverdict %}</div>
<div class="stack">{% verdict "no" answer="Refused: not enough skins" %}<p class="small">Lot L26-0951 has 398.</p>{% endverdict %}{% verdict answer="No certificate matches" %}<p>Both must match.</p>{% endverdict %}</div></div>
<section class="panel" aria-labelledby="k3"><header><h2 id="k3">Reasons</h2><p>Failed first</p></header>{% reasons reasons wide=True %}</section>
<div class="split"><form class="panel form" method="post">{% errors form %}{% field form.contract width="w-8" %}{% field form.planned width="w-4" %}<div class="cols three">{% field form.weight unit="kg" width="w-4" %}{% field form.pieces unit="pieces" width="w-4" %}{% field form.port %}</div>{% field form.market %}{% field form.kinds %}{% stepper blank.pieces %}{% field form.note %}{% field form.mail %}<div class="row apart"><a class="btn quiet" href="/">{% icon "left" %}Back</a><button class="btn main big">Save and continue</button></div></form>
<aside class="stack">{% reasons reasons %}{% facts facts %}</aside></div>
{% stats stats %}
<section class="panel flush" aria-labelledby="k6"><header><h2 id="k6">Three things wait for you</h2></header>{% tasks tasks now %}</section>
<div class="split even"><section class="panel flush" aria-label="Empty">{% nothing title="No declaration is held" %}<p class="muted read">Everything submitted so far is decided.</p><a class="btn" href="/">See the 38 released</a>{% endnothing %}</section>
<section class="panel" aria-labelledby="k7"><header><h2 id="k7">What happened</h2></header>{% events events %}</section></div>
<section class="panel" aria-labelledby="k8"><header><h2 id="k8">Steps</h2></header>{% steps steps %}{% note "wait" %}The class changed while you were reading. <a href="/">Load the page again</a>{% endnote %}</section>
<section class="panel" aria-labelledby="k9"><header><h2 id="k9">Monthly monitoring</h2></header>{% matrix months rows label="Monthly monitoring" total="Passed" %}</section>
<section class="panel" aria-labelledby="k10"><header><h2 id="k10">Pieces released, by month and destination</h2><p>Pieces</p></header>{{ picture }}</section>
<section class="panel" aria-labelledby="k12"><header><h2 id="k12">Class over time</h2></header>{{ timeline }}</section>
<div class="split even"><section class="panel" aria-labelledby="k13"><h2 id="k13">Failures found</h2>{{ intervals }}</section><section class="panel" aria-labelledby="k14"><h2 id="k14">Time to release</h2>{{ lines }}</section></div>
<section class="panel" aria-labelledby="k15"><h2 id="k15">Margins</h2>{{ bars }}</section>
<section class="panel flush" aria-labelledby="k11"><header><h2 id="k11">Wide</h2></header>{% tabs queues "Queues" %}{% scroll labelledby="k11" %}<table class="table"><tbody><tr><td>wide</td></tr></tbody></table>{% endscroll %}</section>
<p><a class="btn danger" href="/revoke/" data-opens="revoke">Revoke…</a></p>
{% dialog id="revoke" question="Revoke certificate C26-11-0391?" %}<p>The public page will show it at once.</p><div class="actions"><button class="btn" data-closes>Keep it</button><button class="btn danger">Revoke certificate</button></div>{% enddialog %}
</div>{% endblock %}
"""

NAVIGATION = (
    NavGroup(
        "Work",
        (
            NavItem("/desk/", "Desk", "inbox", 23, is_due=True, is_current=True),
            NavItem("/declarations/", "Declarations", "doc"),
            NavItem("/lots/", "Lots", "box"),
        ),
    ),
    NavGroup("Firms", (NavItem("/enterprises/", "Enterprises", "building"),)),
)


def context() -> dict[str, Any]:
    """Everything the page shows."""
    form = Gallery({"weight": "x", "pieces": "12", "planned": "", "market": "eu"})
    passed, failed = Cell("ok", "check", "passed"), Cell("no", "cross", "failed")
    return {
        "shell": Shell(
            frame="frames/desk.html",
            place="Hengshui bureau",
            person="Li Min, inspector",
            navigation=NAVIGATION,
            unread=3,
            inbox_url="/inbox/",
            search_url="/search/",
        ),
        "user": SimpleNamespace(is_authenticated=True, full_name="Li Min", username="limin"),
        "theme": "auto",
        "csrf_token": "a-token",
        "request": SimpleNamespace(get_full_path="/desk/?q=1"),
        "now": NOW,
        "late": date(2026, 11, 17),
        "today": datetime(2026, 11, 18, 9, tzinfo=UTC),
        "later": date(2026, 11, 25),
        "codes": ["draft", "submitted", "held", "returned", "released", "refused", "withdrawn"],
        "form": form,
        "blank": Gallery(auto_id="blank_%s"),
        "reasons": [
            Reason(
                "ok",
                "The firm is registered for Russia",
                "Registered to 30 June 2031.",
                basis="Rule 1; Decree 159, art. 8",
            ),
            Reason(
                "no",
                "Lot L26-0951 has too few skins",
                "The lines use more than it holds.",
                compare=(("needed", "832"), ("on hand", "398")),
                basis="Rule 6",
                ways_on=(Link("/lots/", "Use lot L26-0889"), Link("/", "Declare fewer pieces")),
            ),
            Reason("ok", "Eight other rules are met", folded=("Class B, not listed", "Yield")),
        ],
        "facts": [("Registration", "1311F0018"), ("Contract", ""), ("Skins", "734")],
        "stats": [
            Stat("Registration", "Provisional", note="To 28 Feb 2027"),
            Stat("Credit class", "Class B", note="81.5 points", badge="B"),
            Stat("Monitoring, November", "Passed", note="Report R26-0771", tone="ok"),
            Stat("Skins in stock", "1,842", unit="in 6 lots", note="310 wait for a test"),
        ],
        "tasks": [
            Task(
                "Answer a question about D26-11-0398",
                "Line 2 uses 9.1 fox skins a coat.",
                "/answer/",
                "Answer",
                until=date(2026, 11, 18),
            ),
            Task(
                "Send evidence for condition 3",
                "The last open condition.",
                "/evidence/",
                "Send evidence",
                until=date(2026, 11, 25),
            ),
        ],
        "events": [
            Event(NOW, "Sample S26-1171 failed", "Benzidine 46.3 mg/kg, limit 30", "no"),
            Event(NOW, "Rectification 2 accepted", "Liu Yan, nine days early", "ok"),
        ],
        "steps": [
            Step("Destination", "/1/", is_done=True),
            Step("Goods and material", is_current=True),
            Step("Transport and papers"),
            Step("Read and submit"),
        ],
        "months": ["Sep", "Oct", "Nov"],
        "rows": [
            MatrixRow("Beichen Furs", (passed, passed, passed), "3 of 3", "A"),
            MatrixRow("Hengfa", (passed, failed, Cell("", "", "nothing in stock")), "1 of 2", "C"),
        ],
        "queues": [Tab("All", "?", 23, is_current=True), Tab("Decide", "?queue=decide", 6)],
        "picture": stacked_columns(
            ["Sep", "Oct", "Nov"],
            [
                Series("Russia", [14_200, 28_400, 32_500]),
                Series("European Union", [3_300, 4_600, 3_100]),
                Series("Others", [600, 900, 800]),
            ],
            finding="Most pieces go to Russia, and more each month",
            unit="pieces",
            first_head="Month",
        ),
        "timeline": class_timeline(
            [
                ClassPeriod("C", date(2024, 1, 2), date(2024, 9, 1), "new firm, 68.0"),
                ClassPeriod("B", date(2024, 9, 1), date(2025, 9, 1), "79.5"),
                ClassPeriod("A", date(2025, 9, 1), date(2026, 8, 28), "90.0"),
                ClassPeriod("B", date(2026, 8, 28), None, "81.5"),
            ],
            [
                Mark(1, date(2024, 8, 20), "Assessment, 88 of 100", "#revoke"),
                Mark(2, date(2026, 8, 28), "Sample failed", "#revoke", is_adverse=True),
            ],
            today=date(2026, 11, 18),
            finding="Class C from January 2024, B from September 2024, A a year, B since August",
        ),
        "intervals": intervals(
            [
                Share("Red list, Russia", 0, 0, 2.7, "0 of 141"),
                Share("C, Russia", 7.2, 3.6, 14.2, "7 of 97", is_notable=True),
            ],
            finding="Only class C may lie above the 5 % line",
            heads=("Lane", "Failed"),
            limit=5,
        ),
        "lines": lines(
            ["Sep", "Oct", "Nov"],
            [Series("Tested", [4.4, 4.1, 3.1]), Series("All", [3.1, 1.0, 0.2])],
            finding="Time to release fell",
            first_head="Month",
        ),
        "bars": bars(
            [
                Bar("Formaldehyde", 0.29, "88.0 of 300 mg/kg", "ok", 0.03),
                Bar("Chromium (VI)", 0.95, "2.85 of 3.0 mg/kg", "wait", 0.1),
                Bar("Benzidine", 1.5, "46.3 of 30 mg/kg", "no", 0.1),
            ],
            finding="Benzidine is over its limit",
            heads=("Item", "Value"),
            limit_word="limit",
        ),
        "messages": [Message(SUCCESS, "Delivery confirmed.")],
    }


def page(language: str = "en", **over: Any) -> str:
    """Draw the gallery in a language."""
    with translation.override(language):
        return engines["django"].from_string(PAGE).render(context() | over)
