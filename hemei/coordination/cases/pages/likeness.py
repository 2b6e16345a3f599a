"""Cases that sound like one: a clerk's list of them, and beside a case with one button each for what they are.

Where the platform saw none he names the earlier by its number; he reads it before he joins anything into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.pages.case import REFUSED, seeing, viewer_of
from hemei.coordination.cases.rules.moves import ROLES, Who
from hemei.coordination.cases.rules.words import State
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.ui.doors import signed_in
from hemei.ui.forms import at_fields, errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.rows import Row

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hemei.coordination.cases.rules.moves import Viewer

PAGE, LONGEST = 50, 40


@never_cache
@require_GET
@signed_in
def likely_pairs(request: HttpRequest) -> HttpResponse:
    """List the fresh cases of the reader's body that sound like an earlier one, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in ROLES[Who.HOME]:
        raise PermissionDenied
    before = whole_of(request.GET.get("before", ""))
    found = queries.open_pairs(actor=actor, before=before, limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": [_line(row) for row in rows],
        "older": "?" + urlencode({"before": rows[-1].id}) if len(found) > PAGE else "",
    }
    return render(request, "cases/likely_pairs.html", context)


def _line(row: queries.PairRow) -> Row:
    values = {"other": row.other, "kind": _kind(row.other_kind, row), "place": row.other_estate}
    return Row(
        reverse("cases:alike_of", args=[row.number]),
        _kind(row.kind, row),
        row.estate_name,
        faces.state_badge(State(row.other_state), None),
        number=row.number,
        todo=_("像是%(other)s（%(place)s，%(kind)s）") % values,
    )


def _kind(kind: str, row: queries.PairRow) -> str:
    return faces.kind_name(queries.law_of(row.fact_on), kind)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def likely_of(request: HttpRequest, number: str) -> HttpResponse:
    """Show what sounds like a case or was named by its number, also loaded into its page; take what its clerk says."""
    viewer = viewer_of(request, number)
    if viewer.actor.role not in ROLES[Who.HOME]:
        raise PermissionDenied
    refused: Refused | None = None
    if request.method == "POST":
        try:
            return _answered(request, viewer, number)
        except services.NoSuchCase as missing:
            raise Http404 from missing
        except Refused as why:
            refused = why
    return _shown(request, viewer, plain(number, LONGEST), refused)


def _shown(request: HttpRequest, viewer: Viewer, number: str, refused: Refused | None) -> HttpResponse:
    """Draw what may be the same; a case that was named stands first, to be read before anything is joined into it."""
    earlier = plain((request.POST if refused else request.GET).get("earlier", ""), LONGEST)
    named: list[queries.Pair] = []
    with seeing(viewer):
        pairs = queries.pairs_with(number)
        may_name = queries.may_name(actor=viewer.actor, number=number)
        if earlier and refused is None:
            try:
                found = queries.named_pair(actor=viewer.actor, number=number, earlier=earlier)
                named = [found] if all(one.number != earlier for one in pairs) else []
            except Refused as why:
                refused = why
        told = None if request.headers.get("HX-Request") else queries.told_in(number)
    errors = at_fields(errors_of(refused), ["earlier"] if may_name else []) if refused else {}
    context = {
        "number": number,
        "told": told,
        "told_kind": faces.kind_name(queries.law_of(told.fact_on), told.kind) if told else "",
        "pairs": [_pair(one, viewer, number) | {"marked": one in pairs} for one in (*named, *pairs)],
        "may_name": may_name,
        "earlier": earlier,
        "errors": errors,
    }
    return render(request, "cases/likely_of.html", context, REFUSED if errors else 200)


def _answered(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """Take the answer; of the two in the form the page's own may be the later or the earlier."""
    later, earlier = (plain(request.POST.get(name, ""), LONGEST) for name in ("later", "earlier"))
    same = request.POST.get("same") == "1"
    words = _(
        "您报的和%(number)s是同一件事，那一件正在办，不另立一件。您可以跟着看那一件的进展；不是同一件的，请说明。"
    )
    with seeing(viewer):
        services.answer_alike(
            viewer=viewer,
            now=utc_now(),
            number=later,
            other=earlier,
            same=same,
            text=words % {"number": earlier} if same else "",
        )
    told = _("%(later)s已并入%(earlier)s。") if same else _("已记下：%(later)s和%(earlier)s不是同一件。")
    messages.success(request, told % {"later": later, "earlier": earlier})
    return HttpResponseRedirect(reverse("cases:case", args=[number]))


def _pair(one: queries.Pair, viewer: Viewer, number: str) -> dict[str, Any]:
    later, earlier = (number, one.number) if one.earlier else (one.number, number)
    return {
        "one": one,
        "kind": faces.kind_name(queries.law_of(one.fact_on), one.kind),
        "state": faces.state_badge(one.state, one.ended),
        "later": later,
        "earlier": earlier,
        "may_join": one.may_join and one.home_id == viewer.actor.body_id,
    }
