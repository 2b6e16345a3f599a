"""Pages of the bureau: who slides and by which item, a year's levels, a catalogue on trial, and the one in force."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.periods import months_after
from hemei.oversight.credit import queries, services
from hemei.oversight.credit.pages import gate
from hemei.ui.doors import signed_in
from hemei.ui.forms import as_of, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.actor import Actor

LONGEST_DRAFT = 200_000


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def slides(request: HttpRequest) -> HttpResponse:
    """List the companies whose scores moved between two days, who slid most first; settle the last year's levels."""
    actor, refused = gate.entered(request, queries.Act.SETTLE), None
    year = gate.today().year - 1
    if request.method == "POST":
        try:
            for holder in ("company", "manager"):
                services.settle_year(actor=actor, now=utc_now(), year=year, holder=holder)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("%(year)s年的信用等级已评定并公布。") % {"year": year})
            return HttpResponseRedirect(reverse("credit:levels"))
    since, on = _days(request)
    rows = queries.slides(actor=actor, since=since, on=on)
    found = rows[bisect_right(rows, _slid_to(request), key=_order) :]
    context = {
        "rows": found[: gate.PAGE],
        "moved": len(rows),
        "since": since,
        "on": on,
        "today": gate.today(),
        "older": _older(found, since, on),
        "sheet": f"{reverse('credit:slides_sheet')}?{urlencode(_typed(since, on))}",
        "settles": year if not queries.settled(year) else None,
        "tabs": gate.tabs(actor, "credit:slides"),
    }
    return gate.form(request, "credit/slides.html", refused, context)


def _days(request: HttpRequest) -> tuple[date, date]:
    """Return the two days asked for: by default today and a quarter before, within the time of the catalogue."""
    first = queries.catalogues()[0].head.day
    on = max(first, min(gate.today(), as_of(request.GET.get("on", ""), gate.today())))
    since = as_of(request.GET.get("since", ""), months_after(on, -3))
    return max(first, min(since, on)), on


def _typed(since: date, on: date) -> dict[str, str]:
    return {"since": since.isoformat(), "on": on.isoformat()}


def _order(row: queries.Slide) -> tuple[int, int]:
    """Return by what slides are in order: who slid most first."""
    return row.moved, row.company_id


def _slid_to(request: HttpRequest) -> tuple[float, int]:
    """Return the row after which a page begins: by how much it moved, and its company."""
    moved, _dot, company = request.GET.get("after", "").partition(".")
    by, number = whole_of(moved.removeprefix("-")), whole_of(company)
    if by is None or number is None:
        return -inf, 0
    return (-by if moved.startswith("-") else by), number


def _older(rows: list[queries.Slide], since: date, on: date) -> str:
    if len(rows) <= gate.PAGE:
        return ""
    moved, company = _order(rows[gate.PAGE - 1])
    return "?" + urlencode({**_typed(since, on), "after": f"{moved}.{company}"})


@require_safe
@never_cache
@signed_in
def slides_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = gate.entered(request, queries.Act.SETTLE)
    since, on = _days(request)
    header = [_("企业"), _("原来"), _("现在"), _("变化"), _("主要原因"), _("该项变化")]
    return sheet(_("信用升降"), header, _sheet_rows(actor, since, on))


def _sheet_rows(actor: Actor, since: date, on: date) -> Iterator[list[Any]]:
    for row in queries.slides(actor=actor, since=since, on=on):
        yield [row.company, row.before, row.after, row.moved, f"{row.item} {row.item_name}", row.by]


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def trial(request: HttpRequest) -> HttpResponse:
    """Run a catalogue that is not issued over three past years beside those that held; nothing is kept."""
    actor = gate.entered(request, queries.Act.FORESEE)
    today, refused = gate.today(), None
    found: list[queries.YearForeseen] = []
    toml = request.POST.get("toml", "").replace("\r\n", "\n")[:LONGEST_DRAFT]
    if request.method == "POST":
        try:
            found = queries.foresee(_draft(toml), actor=actor, on=today)
        except Refused as error:
            refused = error
    else:
        held = record.standards().in_force("credit-catalogue", on=today)
        toml = held.text if held else ""
    context = {
        "years": found,
        "levels": queries.LEVELS,
        "values": {"toml": toml},
        "issue": _issue_address(today),
        "tabs": gate.tabs(actor, "credit:trial"),
    }
    return gate.form(request, "credit/trial.html", refused, context)


def _draft(toml: str) -> queries.CreditCatalogue:
    """Read a draft as strictly as at its issue.

    Raises:
        Refused: it does not read, with line and remedy.
    """
    today = gate.today()
    issue = records.Issue(name="credit-catalogue", day=today, toml=toml, reason="")
    content = records.read_issue(now=utc_now(), issue=issue).document.content
    if not isinstance(content, queries.CreditCatalogue):
        raise TypeError(type(content))
    return content


def _issue_address(today: date) -> str:
    head = queries.catalogue_on(today).head
    return reverse("policy:issue", args=[head.jurisdiction, head.name, head.day.isoformat()])


@require_safe
@never_cache
@signed_in
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the catalogue of a day with points, times and what each rests on; and which sources are connected."""
    actor, on = gate.entered(request), as_of(request.GET.get("on", ""), gate.today())
    found = queries.catalogue_if_any(on)
    context = {
        "catalogue": found,
        "repair": queries.repair_on(on),
        "conducts": {code: say(words) for code, words in queries.CONDUCT_TEXTS.items()},
        "grades": {code: say(words) for code, words in queries.GRADE_TEXTS.items()},
        "holders": {code: say(words) for code, words in queries.HOLDER_TEXTS.items()},
        "sources": [say(words) for words in queries.SOURCE_TEXTS.values()],
        "on": on,
        "today": gate.today(),
        "city": settings.STANDARDS_CITY,
        "tabs": gate.tabs(actor, "credit:catalogue"),
    }
    return render(request, "credit/catalogue.html", context)
