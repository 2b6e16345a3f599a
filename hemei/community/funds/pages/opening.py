"""Household accounts are opened for estates that have none yet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hemei.community.funds import queries, services
from hemei.community.funds.pages.shared import PAGE, REFUSED, entered, today
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, errors_of, needed_day, plain
from hemei.ui.render import render

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor


_WITH_BOOKS = {"yes": True, "no": False}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def opening(request: HttpRequest) -> HttpResponse:
    """List estates without household accounts, or open those of one."""
    actor, errors = entered(request, queries.Act.OPEN), {}
    code = plain(request.POST.get("estate", ""), 40)
    if request.method == "POST":
        try:
            return _opened(request, actor, code)
        except Refused as refused:
            errors = at_fields(errors_of(refused), ("opened_on",))
    text = plain(request.GET.get("q", ""), 30)
    books = plain(request.GET.get("books", ""), 4)
    books = books if books in _WITH_BOOKS else ""
    after = plain(request.GET.get("after", ""), 40)
    found = queries.unopened(
        actor=actor, on=today(), text=text, books=_WITH_BOOKS.get(books), after=after, limit=PAGE + 1
    )
    rows = found[:PAGE]
    context = {
        "rows": [(row, _first(row.books_since)) for row in rows],
        "text": text,
        "books": books,
        "narrowed": bool(text or books),
        "code": code,
        "typed": request.POST.get("opened_on", ""),
        "errors": errors,
        "today": today(),
        "older": "?" + urlencode({"q": text, "books": books, "after": rows[-1].code})
        if len(found) > PAGE
        else "",
    }
    return render(request, "funds/opening.html", context, REFUSED if errors else 200)


def _first(books_since: date | None) -> date | None:
    """Return the day that is proposed: today, or the first of books that begin later."""
    return max(books_since, today()) if books_since else None


def _opened(request: HttpRequest, actor: Actor, code: str) -> HttpResponseRedirect:
    estate = places.estate_by_code(code, actor=actor)
    if estate is None:
        raise Http404
    day = needed_day(request.POST.get("opened_on", ""), "opened_on")
    services.open_fund(actor=actor, now=utc_now(), estate_id=estate.id, opened_on=day)
    messages.success(request, _("已建立分户账。原来有余额的，下一步导入期初余额。"))
    return HttpResponseRedirect(reverse("funds:fund", args=[code]))
