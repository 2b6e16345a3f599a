"""For everybody: what hangs out for objections and what was published; who has signed in may object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.pages.shared import CHUNK, PAGE, REFUSED, entered, kind_of, kinds, today
from hemei.oversight.honours.queries import Act, Kind, PublicRow, State
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say


def _asked(request: HttpRequest) -> tuple[Kind | None, str]:
    return kind_of(request.GET.get("kind", "")), plain(request.GET.get("q", ""), 30)


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Show what hangs out, and what stands."""
    kind, text = _asked(request)
    found = queries.published(
        kind=kind, text=text, before=whole_of(request.GET.get("before", "")), limit=PAGE + 1
    )
    rows, kept = found[:PAGE], {"kind": kind.value if kind else "", "q": text}
    context = {
        "posted": [_face(row) for row in queries.posted(today())],
        "rows": [_face(row) for row in rows],
        "kinds": kinds(),
        "kind": kept["kind"],
        "q": text,
        "older": "?" + urlencode({**kept, "before": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('honours:public_sheet')}?{urlencode(kept)}",
    }
    return render(request, "honours/public.html", context)


@require_safe
def shown_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give what stands, whole, as a spreadsheet."""
    kind, text = _asked(request)

    def rows() -> Iterator[list[Any]]:
        before = None
        while page := queries.published(kind=kind, text=text, before=before, limit=CHUNK):
            for row in page:
                yield [
                    say(queries.KIND_TEXTS[row.kind]),
                    row.estate,
                    row.company,
                    row.community,
                    row.valid_from,
                ]
            before = page[-1].id

    return sheet(_("已公布的典型"), [_("类别"), _("小区"), _("企业"), _("社区"), _("公布日期")], rows())


def _face(row: PublicRow) -> dict[str, object]:
    return {"row": row, "kind": say(queries.KIND_TEXTS[row.kind])}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def objecting(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """Object to what hangs out."""
    actor, row = entered(request, Act.OBJECT), queries.public_exemplar(nomination_id)
    if row is None or row.state is not State.POSTED:
        raise Http404
    text, errors = "", {}
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")[:1_000]
        try:
            services.object_to(actor=actor, now=utc_now(), nomination_id=nomination_id, text=text)
        except Refused as refused:
            errors = errors_of(refused)
        else:
            messages.success(request, _("已收到，市主管部门会在规定时限内答复。"))
            return HttpResponseRedirect(reverse("honours:public"))
    context = {**_face(row), "text": text, "errors": errors}
    return render(request, "honours/object.html", context, REFUSED if errors else 200)
