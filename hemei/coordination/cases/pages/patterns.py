"""What comes again and again: the list of one's places, and the chain a case stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hemei.community.deliberation import queries as deliberation
from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.pages.case import REFUSED, seeing, viewer_of
from hemei.coordination.cases.pages.revisits import READERS
from hemei.coordination.cases.rules.alike import is_pattern
from hemei.coordination.cases.rules.words import Ending, State
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.rows import Badge, Row
from hemei.ui.sheets import sheet
from hemei.ui.words import listing, local_day

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from hemei.kernel.actor import Actor

PAGE = 50
_KEY_PARTS = 4
_NAMED = 10  # numbers a topic names


@never_cache
@require_GET
@signed_in
def patterns(request: HttpRequest) -> HttpResponse:
    """Show what came again in the reader's places, the most frequent first."""
    actor, day = _reader(request), shanghai_day(utc_now())
    found = queries.patterns(actor=actor, day=day, after=_after(request.GET.get("after", "")), limit=PAGE + 1)
    rows = found[:PAGE]
    last = rows[-1] if len(found) > PAGE else None
    context = {
        "rows": [_line(row, day) for row in rows],
        "older": "?" + urlencode({"after": f"{last.count}~{last.estate_id}~{last.kind}~{last.spot}"})
        if last
        else "",
        "days": queries.law_of(day).checks.pattern.days,
    }
    return render(request, "cases/patterns.html", context)


@never_cache
@require_GET
@signed_in
def patterns_sheet(request: HttpRequest) -> HttpResponseBase:
    """Export the same."""
    actor, day = _reader(request), shanghai_day(utc_now())
    header = [
        _("小区"),
        _("具体位置"),
        _("类别"),
        _("件数"),
        _("第一件"),
        _("最近一件"),
        _("还没办完"),
        _("最近一件的编号"),
    ]
    return sheet(_("反复发生"), header, _cells(actor, day))


def _cells(actor: Actor, day: date) -> Iterator[list[Any]]:
    law = queries.law_of(day)
    for row in queries.every_pattern(actor=actor, day=day):
        yield [
            row.estate_name, row.spot, faces.kind_name(law, row.kind), row.count, row.first_on, row.last_on, row.open,
            row.number,
        ]  # fmt: skip


def _line(row: queries.Pattern, day: date) -> Row:
    left = _("还有%(open)s件没办完") % {"open": row.open} if row.open else _("都已办完")
    since = _("%(first)s至%(last)s，%(left)s") % {
        "first": row.first_on.isoformat(), "last": row.last_on.isoformat(), "left": left,
    }  # fmt: skip
    return Row(
        reverse("cases:again", args=[row.number]),
        faces.kind_name(queries.law_of(day), row.kind),
        f"{row.estate_name}{row.spot and ' '}{row.spot} · {since}",
        Badge(_("%(count)s件") % {"count": row.count}, "warn"),
    )


@dataclass(frozen=True, slots=True)
class _Chain:
    """The chain a case stands in, as its page and its topic show it."""

    kind: str
    place: str
    days: int
    rows: Sequence[queries.ListRow]
    topic: deliberation.TopicRow | None


def _chain(request: HttpRequest, number: str) -> _Chain:
    """Return the chain a case stands in, without rows where nothing came again; not there and not yours look alike."""
    viewer, now = viewer_of(request, number), utc_now()
    if viewer.actor.role not in READERS:
        raise PermissionDenied
    with seeing(viewer):
        page = queries.case_page(viewer=viewer, number=number, now=now)
        if page is None:
            raise Http404
        state, day = page.state, shanghai_day(now)
        rule = queries.law_of(day).checks.pattern
        rows = queries.chain_of(number=number, estate_id=state.place, kind=state.kind, day=day)
        if not is_pattern(len(rows), rule).allowed:
            rows = []
        topic = None
        if rows:
            topic = queries.topic_of(rows, estate_id=state.place, kind=state.kind, actor=viewer.actor)
    kind = faces.kind_name(queries.law_of(state.fact_on), state.kind)
    return _Chain(kind, state.place_name, rule.days, rows, topic)


@never_cache
@require_GET
@signed_in
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Show the chain a case stands in; also loaded into its page."""
    chain = _chain(request, number)
    context = {
        "number": number,
        "title": _("%(place)s · %(kind)s") % {"place": chain.place, "kind": chain.kind},
        "rows": [_case(row, chain.kind) for row in chain.rows[:PAGE]],
        "count": len(chain.rows),
        "days": chain.days,
        "topic": chain.topic,
        "may_raise": _may_raise(request),
    }
    return render(request, "cases/again.html", context)


def _may_raise(request: HttpRequest) -> bool:
    role = request.actor.role  # type: ignore[attr-defined]
    return role in READERS and deliberation.may(role, deliberation.Act.RAISE).allowed


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def topic(request: HttpRequest, number: str) -> HttpResponse:
    """Make a topic of what comes again: title and text are written already, and may be changed."""
    if not _may_raise(request):
        raise PermissionDenied
    chain = _chain(request, number)
    if chain.topic is not None:
        return HttpResponseRedirect(reverse("deliberation:topic", args=[chain.topic.id]))
    errors: dict[str, list[str]] = {}
    said = request.POST if request.method == "POST" else _written(chain)
    if request.method == "POST":
        try:
            found = services.raise_pattern(
                actor=request.actor,  # type: ignore[attr-defined]
                now=utc_now(),
                number=number,
                title=request.POST.get("title", ""),
                text=request.POST.get("text", "").replace("\r\n", "\n"),
            )
            return HttpResponseRedirect(reverse("deliberation:topic", args=[found]))
        except Refused as refused:
            errors = errors_of(refused)
    context = {
        "number": number,
        "place": chain.place,
        "count": len(chain.rows),
        "title": said.get("title", ""),
        "text": said.get("text", ""),
        "errors": errors,
    }
    return render(request, "cases/pattern_topic.html", context, REFUSED if errors else 200)


def _written(chain: _Chain) -> dict[str, str]:
    """Return title and text of the topic, from the chain alone: kinds, days and numbers, nobody's words."""
    if not chain.rows:
        return {}
    first, last = (shanghai_day(row.reported_at).isoformat() for row in (chain.rows[-1], chain.rows[0]))
    still = sum(row.state != State.ENDED for row in chain.rows)
    values = {
        "kind": chain.kind, "place": chain.place, "count": len(chain.rows), "first": first, "last": last,
        "left": _("还有%(open)s件没办完") % {"open": still} if still else _("都已办完"),
        "numbers": listing(row.number for row in chain.rows[:_NAMED]),
    }  # fmt: skip
    return {
        "title": _("“%(kind)s”反复发生，怎样根治") % values,
        "text": _(
            "%(first)s至%(last)s，%(place)s“%(kind)s”先后报了%(count)s件，%(left)s。一件件办，问题还会再来，请大家商量根子在哪、由谁做什么。案件编号：%(numbers)s。"
        )
        % values,
    }


@never_cache
@require_GET
@signed_in
def of_topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Lead from a topic back to the chain it was made of."""
    actor = _reader(request)
    stream = deliberation.origin_of(topic_id, actor=actor)
    found = queries.handled(stream) if stream else None
    if found is None:
        raise Http404
    return HttpResponseRedirect(reverse("cases:again", args=[found.number]))


def _case(row: queries.ListRow, kind: str) -> Row:
    return Row(
        reverse("cases:case", args=[row.number]),
        kind,
        _("%(day)s上报") % {"day": local_day(row.reported_at)},
        faces.state_badge(State(row.state), Ending(row.ended) if row.ended else None),
        number=row.number,
    )


def _after(text: str) -> tuple[int, int, str, str] | None:
    parts = text.replace("\0", "").split("~", _KEY_PARTS - 1)
    if len(parts) != _KEY_PARTS or not all(part.isascii() and part.isdigit() for part in parts[:2]):
        return None
    count, estate = parts[0][:9], parts[1][:18]
    return int(count), int(estate), parts[2][:40], parts[3][:40]


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.role not in READERS:
        raise PermissionDenied
    return actor
