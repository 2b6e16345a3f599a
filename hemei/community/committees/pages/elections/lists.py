"""The list of elections of the reader's places, and the form that begins one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hemei.community.committees.pages.elections import reading
from hemei.community.committees.pages.elections.shared import PAGE, REFUSED, entered, options, today, words
from hemei.community.committees.queries import elections as queries
from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_words import (
    KIND_TEXTS,
    STATE_TEXTS,
    ElectionKind,
    ElectionState,
)
from hemei.community.committees.services import elections as services
from hemei.ground.places import queries as places
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of, plain, whole_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.words import say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

CHUNK = 1_000


@require_safe
@never_cache
@signed_in
def elections(request: HttpRequest) -> HttpResponse:
    """List the elections of the reader's places, the latest first, a page at a time."""
    actor = entered(request, Act.SEE)
    asked, typed = _asked(request)
    after = whole_of(request.GET.get("after", ""))
    found = queries.elections(asked, actor=actor, after=after, limit=PAGE + 1)
    rows = found[:PAGE]
    context = {
        "rows": rows,
        "asked": typed,
        "choices": options(STATE_TEXTS),
        "begins": may(actor.role, Act.BEGIN).allowed,
        "older": "?" + urlencode({**typed, "after": str(rows[-1].id)}) if len(found) > PAGE else "",
        "sheet": f"{reverse('committees:elections_sheet')}?{urlencode(typed)}",
        **words(),
    }
    return render(request, "committees/elections.html", context)


def _asked(request: HttpRequest) -> tuple[queries.ElectionFilter, dict[str, str]]:
    text, raw = plain(request.GET.get("q", ""), 30), request.GET.get("state", "")
    state = ElectionState(raw) if raw in set(ElectionState) else None
    late = request.GET.get("late") == "1"
    typed = {"q": text, "state": state.value if state else "", "late": "1" if late else ""}
    return queries.ElectionFilter(today(), text, state, late), typed


@require_safe
@never_cache
@signed_in
def elections_sheet(request: HttpRequest) -> HttpResponseBase:
    """Give the same list, whole, as a spreadsheet."""
    actor = entered(request, Act.SEE)
    header = [
        _("小区"), _("选举"), _("状态"), _("委员人数"), _("启动日期"), _("选举日期"),
        _("备案日期"), _("下一个期限"), _("期限"),
    ]  # fmt: skip
    return sheet(_("业委会选举"), header, _sheet_rows(_asked(request)[0], actor))


def _sheet_rows(asked: queries.ElectionFilter, actor: Actor) -> Iterator[list[Any]]:
    after: int | None = None
    while rows := queries.elections(asked, actor=actor, after=after, limit=CHUNK):
        for row in rows:
            clock = (say(row.clock[0]), row.clock[1]) if row.clock else ("", None)
            yield [
                row.estate, say(KIND_TEXTS[row.kind]), say(STATE_TEXTS[row.state]), row.seats, row.begun_on,
                row.elected_on, row.filed_on, *clock,
            ]  # fmt: skip
        after = rows[-1].id


@require_http_methods(["GET", "POST"])
@never_cache
@signed_in
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an election: enter owners' written application, or start a renewal."""
    actor = entered(request, Act.BEGIN)
    refused = None
    if request.method == "POST":
        try:
            number = _begun(request, actor)
        except Refused as error:
            refused = error
        else:
            return HttpResponseRedirect(reverse("committees:election", args=[number]))
    typed = request.POST if refused else request.GET
    context = {
        "values": {"kind": "first", "seats": "5", "reserves": "0", "years": "3", **typed.dict()},
        "kind_options": options(KIND_TEXTS),
        "errors": errors_of(refused) if refused else {},
    }
    return render(request, "committees/begin.html", context, REFUSED if refused else 200)


def _begun(request: HttpRequest, actor: Actor) -> int:
    typed = request.POST.dict()
    kind = reading.kind_of(typed)
    estate = _estate(plain(typed.get("estate", ""), 40), actor)
    if kind is ElectionKind.FIRST:
        units = reading.units_of(estate.id, typed.get("rooms", ""), actor=actor, on=today())
        return services.apply_first(actor=actor, now=utc_now(), estate_id=estate.id, unit_ids=units)
    numbers = [reading.number_of(typed, name) for name in ("seats", "reserves", "years")]
    return services.begin_renewal(actor=actor, now=utc_now(), estate_id=estate.id, plan=Plan(kind, *numbers))


def _estate(text: str, actor: Actor) -> places.EstateRow:
    """Return the estate a form names by its code or its whole name; raises Refused."""
    by_code = places.estate_by_code(text, actor=actor) if text else None
    found = (
        [by_code] if by_code else [row for row in places.found_estates(text, actor=actor) if row.name == text]
    )
    if len(found) != 1:
        raise Refused.because(
            mark("没有找到这个小区"),
            remedy=mark("请填写完整的小区名称，或小区编码"),
            field="estate",
            code="estate",
        )
    return found[0]
