"""The organisations, and one of them in its graph: who leads and guides it, whom it leads, what it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.leadership.party import queries, services
from hemei.leadership.party.pages.shared import REFUSED, day, number, staff_only, today
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIST, CHUNK, MOST_CHOICES = 50, 1_000, 60


@never_cache
@require_GET
@signed_in
def listed(request: HttpRequest) -> HttpResponse:
    """Show the organisations in the reader's places, and those of the city."""
    actor = request.actor  # type: ignore[attr-defined]
    staff_only(actor)
    chosen, level = _chosen(request)
    raw = request.GET.get("after", "")
    after = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0  # noqa: PLR2004 - a bigint
    found = queries.organisations(
        actor=actor, on=today(), level=level, text=chosen["q"], after=after, limit=LIST + 1
    )
    rows, more = found[:LIST], len(found) > LIST
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "rows": [_face(row) for row in rows],
        "older": f"?{urlencode({**kept, 'after': rows[-1].id})}" if more else "",
        "filters": chosen,
        "levels": [(one.value, say(words)) for one, words in queries.LEVEL_TEXTS.items()],
        "sheet": f"{reverse('party:sheet')}?{urlencode(kept)}",
    }
    return render(request, "party/organisations.html", context)


def _chosen(request: HttpRequest) -> tuple[dict[str, str], queries.Level | None]:
    words = {name: request.GET.get(name, "").strip()[:40] for name in ("level", "q")}
    level = queries.Level(words["level"]) if words["level"] in set(queries.Level) else None
    words["level"] = level.value if level else ""
    return words, level


def _face(row: queries.OrganisationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "form": say(queries.FORM_TEXTS[row.form]),
        "level": say(queries.LEVEL_TEXTS[row.level]),
        "host": row.host if row.host != row.name else "",
        "since": row.valid_from.isoformat(),
    }


@never_cache
@require_GET
@signed_in
def organisations_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    staff_only(request.actor)  # type: ignore[attr-defined]
    header = [_("编号"), _("党组织"), _("形式"), _("层级"), _("承办单位"), _("成立")]
    return sheet(_("党组织"), header, _sheet_rows(request))


def _sheet_rows(request: HttpRequest) -> Iterator[list[Any]]:
    chosen, level = _chosen(request)
    actor, after = request.actor, 0  # type: ignore[attr-defined]
    while True:
        page = queries.organisations(
            actor=actor, on=today(), level=level, text=chosen["q"], after=after, limit=CHUNK
        )
        yield from (list(_face(row).values()) for row in page)
        if len(page) < CHUNK:
            return
        after = page[-1].id


@never_cache
@require_GET
@signed_in
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show an organisation in its graph."""
    staff_only(request.actor)  # type: ignore[attr-defined]
    return _show(request, organisation_id)


def _show(
    request: HttpRequest,
    organisation_id: int,
    values: Mapping[str, Any] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    page = queries.organisation_page(organisation_id=organisation_id, on=today())
    if page is None:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    typed = values or request.GET
    wanted = str(typed.get("q", "")).strip()[:30]
    may_relate = queries.may(
        actor.role, queries.Act.RELATE, covered=actor.covers(page.organisation.scope)
    ).allowed
    choices = (
        queries.organisations(actor=actor, on=today(), text=wanted, limit=MOST_CHOICES) if may_relate else []
    )
    context = {
        "organisation": _face(page.organisation),
        "note": queries.structure_note(today()) if page.organisation.item else "",
        "above": [_neighbour(row) for row in page.above],
        "below": [_neighbour(row) for row in page.below],
        "more_below": page.more_below,
        "ties": [tie_face(row) for row in page.ties],
        "may_relate": may_relate,
        "choices": [(row.id, row.name) for row in choices if row.id != page.organisation.id],
        "kinds": [(kind.value, say(words)) for kind, words in queries.RELATION_TEXTS.items()],
        "q": wanted,
        "values": values or {},
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "party/organisation.html", context, REFUSED if refused else 200)


def _neighbour(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "relation": row.relation_id,
        "name": row.name,
        "kind": say(queries.RELATION_TEXTS[row.kind]),
        "leads": row.kind is queries.RelationKind.LEADS,
        "level": say(queries.LEVEL_TEXTS[row.level]),
        "since": row.valid_from.isoformat(),
    }


def tie_face(row: queries.TieRow) -> dict[str, Any]:
    """Return what covers an estate, in words."""
    return {
        "id": row.id,
        "organisation": row.organisation,
        "organisation_id": row.organisation_id,
        "estate": row.estate,
        "code": row.estate_code,
        "building": row.building,
        "kind": say(queries.COVERAGE_TEXTS[row.kind]),
        "since": row.valid_from.isoformat(),
    }


@never_cache
@require_POST
@signed_in
def relate(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Let another organisation lead or guide this one."""
    data = request.POST
    try:
        kind = data.get("kind", "")
        if kind not in set(queries.RelationKind):
            raise Refused.because(mark("请选择领导还是指导"), field="kind", code="kind")
        services.relate(
            actor=request.actor,  # type: ignore[attr-defined]
            now=utc_now(),
            above=number(data.get("above", ""), "above", mark("请选择党组织")),
            below=organisation_id,
            kind=queries.RelationKind(kind),
            since=day(data.get("since", ""), "since"),
        )
    except Refused as refused:
        return _show(request, organisation_id, data.dict(), refused)
    return HttpResponseRedirect(reverse("party:organisation", args=[organisation_id]))


@never_cache
@require_POST
@signed_in
def end(request: HttpRequest, relation_id: int) -> HttpResponse:
    """End a relation today."""
    services.end_relation(
        actor=request.actor,  # type: ignore[attr-defined]
        now=utc_now(),
        relation_id=relation_id,
        until=today(),
    )
    back = number(request.POST.get("back", ""), "back", mark("没有这个党组织"))
    return HttpResponseRedirect(reverse("party:organisation", args=[back]))
