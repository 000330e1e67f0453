"""What anybody may read: the first page, the story, a certificate's answer, the draws."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enterprises.api.throttles import VerificationThrottle
from enterprises.formats import number, percent
from enterprises.parts import Stat
from inspections.forms.public import CheckForm
from inspections.selectors.certificates import public_check
from inspections.selectors.draws import days_of_draws
from inspections.selectors.figures import PublicFigures, public_figures
from inspections.selectors.story import story_at
from inspections.shell import home_of

# What `inspections.policy.draw` does, for whoever wants to do it without us.
RECIPE = """\
import hashlib, hmac

seed = bytes.fromhex("...")          # revealed below
number = "D26-0042-0412"             # of the declaration
rate = 10                            # per cent, of its decision

print(hashlib.sha256(seed).hexdigest())   # the hash published before
digest = hmac.new(seed, number.encode(), hashlib.sha256).hexdigest()
print(int(digest[:32], 16) * 100 < rate * 2**128)   # True: drawn
"""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Bring people to where their work waits, and tell everybody else what this is."""
    if request.user.is_authenticated and (address := home_of(request.user)):
        return redirect(address)
    figures = public_figures(at=timezone.now())
    return render(
        request,
        "public/home.html",
        {"form": CheckForm(), "figures": figures, "stats": _stats(figures)},
    )


@require_safe
def story(request: HttpRequest) -> HttpResponse:
    return render(request, "public/story.html", {"story": story_at(timezone.now(), request.user)})


@require_safe
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Answer for a number and a code; before anything is asked, only the form."""
    if not {"number", "code"} & set(request.GET):
        return render(request, "public/check.html", {"form": CheckForm()})
    if wait := _seconds_to_wait(request):
        return _too_often(request, wait)
    form = CheckForm(request.GET)
    if not form.is_valid():
        return render(request, "public/check.html", {"form": form})
    return _answer(request, form, form.cleaned_data["number"], form.cleaned_data["code"])


@require_safe
@never_cache
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """Answer for the square code of a paper, which holds the code alone."""
    if wait := _seconds_to_wait(request):
        return _too_often(request, wait)
    return _answer(request, CheckForm(), None, code.upper())


@require_safe
def seeds(request: HttpRequest) -> HttpResponse:
    until = _day_asked(request.GET.get("until", ""))
    draws = days_of_draws(timezone.localdate(), until)
    context = {"draws": draws, "until": until, "recipe": RECIPE}
    return render(request, "public/seeds.html", context)


def _day_asked(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _answer(request: HttpRequest, form: CheckForm, number: str | None, code: str) -> HttpResponse:
    asked_at = timezone.now()
    found = public_check(number=number, code=code, at=asked_at)
    context = {
        "form": CheckForm() if found else form,
        "has_answer": True,
        "found": found,
        "asked_at": asked_at,
    }
    return render(request, "public/check.html", context)


def _seconds_to_wait(request: HttpRequest) -> int:
    """Count this look-up for its address; more than 0 if there have been too many."""
    throttle = VerificationThrottle()
    if throttle.allow_request(request, None):  # type: ignore[arg-type]
        return 0
    return int(throttle.wait() or 0) + 1


def _too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "public/too_often.html", {"seconds": seconds}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _stats(figures: PublicFigures) -> tuple[Stat, ...]:
    recent, earlier = figures.recent, figures.earlier
    by_material = figures.counts["raw_material"]
    share = percent(100 * by_material // recent.declarations) if recent.declarations else ""
    return (
        Stat(
            _("Garments to Russia"),
            number(recent.to_russia),
            note=_("%(pieces)s in the two months before") % {"pieces": number(earlier.to_russia)},
        ),
        Stat(
            _("Value to Russia, US dollars"),
            number(int(recent.to_russia_usd)),
            note=_("%(value)s in the two months before")
            % {"value": number(int(earlier.to_russia_usd))},
        ),
        Stat(
            _("Garments to all countries"),
            number(recent.pieces),
            note=_("%(pieces)s in the two months before") % {"pieces": number(earlier.pieces)},
        ),
        Stat(
            _("Declarations released"),
            number(recent.declarations),
            note=_("%(share)s by raw-material write-off") % {"share": share}
            if share
            else _("none in these two months"),
        ),
    )
