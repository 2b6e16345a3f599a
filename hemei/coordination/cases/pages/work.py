"""The workbench: what I must do now, by deadline; and the lists behind it."""

from __future__ import annotations

from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import faces, shown, todo, waiting
from hemei.coordination.cases.pages.mapped import READERS as MAPPED
from hemei.coordination.cases.rules.moves import level_above
from hemei.coordination.cases.rules.words import (
    CLOCK_TEXTS,
    STATE_TEXTS,
    ClockKind,
    Ending,
    State,
)
from hemei.ground.records import queries as records
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui import work as offered
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.rows import Row
from hemei.ui.words import clock_words, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hemei.kernel.actor import Actor

PAGE, LIST = 20, 50  # rows of the workbench, read on a phone, and of a list, read at a desk
TODO_TEXTS: dict[ClockKind, str] = {
    ClockKind.ACCEPT: mark("请受理"),
    ClockKind.ARRIVAL: mark("请报到"),
    ClockKind.HANDLING: mark("请办理"),
    ClockKind.STEP: mark("请报告阶段结果"),
    ClockKind.FEEDBACK: mark("请核实办结"),
    ClockKind.ACCEPTANCE: mark("请您认可"),
    ClockKind.SUPERVISION: mark("请答复督办"),
    ClockKind.EXTENSION: mark("请答复延期申请"),
    ClockKind.ARBITRATION: mark("部门两次退单，请裁定"),
    ClockKind.REVISIT: mark("请复查"),
}
# These may supervise; what is late below them stands in the list, one tap away.
_SUPERIORS = {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}
_TAB_TEXTS: dict[ClockKind, str] = {
    ClockKind.ACCEPT: mark("待受理"),
    ClockKind.ARRIVAL: mark("待报到"),
    ClockKind.HANDLING: mark("待办理"),
    ClockKind.STEP: mark("待报阶段"),
    ClockKind.FEEDBACK: mark("待核实"),
    ClockKind.SUPERVISION: mark("待答复"),
    ClockKind.EXTENSION: mark("待批延期"),
    ClockKind.ARBITRATION: mark("待裁定"),
}


@never_cache
@require_GET
@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """Show what this person must do now; a resident sees the reports that are his."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.role is Role.RESIDENT:
        return _own(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in {*ClockKind, todo.DUTIES} else ""
    things = _things(actor, kind, _after(request))
    first = not kind and not request.GET.get("after")
    gaps = queries.gaps(actor=actor, day=shanghai_day(utc_now())) if first else ()
    waiting = [read(actor) for read in offered.counts()] if first else []
    records.read_together([*things, gaps, *waiting])
    found = sorted((one for some in things for one in some), key=lambda one: (one.due_at, one.deadline_id))
    rows, more = found[:PAGE], len(found) > PAGE
    watches = actor.role is Role.GRID_WORKER  # he reports and comments; what is due is for others to do
    context = {
        "title": _("我的工作"),
        "lead": _("网格里正在办的事，最急的在最上面。") if watches else _("按时限先后，最急的在最上面。"),
        "tabs": () if watches else _tabs(kind, actor.role),
        "gaps": _gaps(actor, gaps),
        "waiting": [one for some in waiting for one in some],
        "waiting_title": _("等您决定"),
        "rows": [row.face for row in rows],
        "newer": "",
        "older": _older(request, f"{rows[-1].due_at.isoformat()}~{rows[-1].deadline_id}") if more else "",
        "words": "",
        "empty_title": _("没有要办的事"),
        "empty_words": _("新的案件和任务到来时会出现在这里。"),
    }
    return render(request, "cases/work.html", context)


def _gaps(actor: Actor, gaps: Sequence[queries.Gap]) -> list[dict[str, str]]:
    """Return what the registers lack and he is to close, each with its list; it has no end of a clock."""
    return [
        {
            "words": say(gap.words, {"count": gap.count}),
            "address": f"{reverse('cockpit:figure', args=[actor.home_place, gap.figure])}?verdict={gap.verdict.value}",
        }
        for gap in gaps
    ]


def _tabs(kind: str, role: Role) -> list[dict[str, Any]]:
    address = reverse("cases:work")
    kinds = [
        {"words": say(words), "address": f"{address}?kind={clock.value}", "here": clock.value == kind}
        for clock, words in _TAB_TEXTS.items()
    ]
    below = [
        {"words": words, "address": address, "here": False}
        for words, address in (
            (_("超时单位"), reverse("cases:late")),
            (_("下级超时"), f"{reverse('cases:cases')}?overdue=1"),
            (_("拒不报到"), f"{reverse('cases:cases')}?overdue=refused"),
            (_("已提级"), f"{reverse('cases:cases')}?overdue=risen"),
        )
    ]
    call_back = [
        {"words": _("待回访"), "address": f"{reverse('cases:cases')}?overdue=callback", "here": False}
    ]
    return [
        {"words": _("全部要办"), "address": address, "here": not kind},
        *kinds,
        {"words": _("任务"), "address": f"{address}?kind={todo.DUTIES}", "here": kind == todo.DUTIES},
        {"words": _("联合执法"), "address": reverse("cases:visits"), "here": False},
        *(below if role in _SUPERIORS else []),
        *(call_back if role is Role.HOTLINE_CLERK else []),
    ]


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    """Return where the page before ended; an address somebody bent begins at the top."""
    at, _tilde, number = request.GET.get("after", "").partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(number)) if moment.tzinfo else None
    except ValueError:
        return None


def _older(request: HttpRequest, after: str) -> str:
    """Return the address of the next page with the same filters."""
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return f"?{urlencode({**kept, 'after': after})}"


def _things(actor: Actor, kind: str, after: tuple[datetime, int] | None) -> list[Sequence[offered.Thing]]:
    """Return what is to be done: cases, duties, votes, meetings and what later chapters offer; not read yet."""
    duties = (todo.duties, todo.votes, todo.meetings, *offered.things()) if kind in {"", todo.DUTIES} else ()
    kinds = (*duties, *(() if kind == todo.DUTIES else (partial(_cases, kind=kind),)))
    return [read(actor, after, PAGE + 1) for read in kinds]


def _cases(
    actor: Actor, after: tuple[datetime, int] | None, limit: int, *, kind: str
) -> Sequence[offered.Thing]:
    now, mine = utc_now(), actor.role is not Role.GRID_WORKER
    found = queries.workbench(actor=actor, kind=kind, after=after, limit=limit)
    return found.each(lambda row: offered.Thing(row.due_at, row.deadline_id, _thing(row, now, mine=mine)))


def _thing(row: queries.Todo, now: datetime, *, mine: bool) -> Row:
    return Row(
        _cases_address() + row.number,
        _kind(row.kind, row.reported_at),
        row.estate_name,
        faces.state_badge(State(row.case_state), None),
        clock_words(now, row.due_at, paused=row.state == "paused"),
        row.number,
        _todo(row) if mine else "",
        row.provisional,
    )


def _todo(row: queries.Todo) -> str:
    """Say what is to be done, and what makes it more than the usual: sent back, returned, supervised."""
    clock = ClockKind(row.clock)
    words = say(TODO_TEXTS[clock])
    if row.answered:
        words = say(waiting.ANSWERED)
    elif clock is ClockKind.HANDLING and row.sent_back:
        words = say(mark("报事人退回，请重新办理"))
    elif clock is ClockKind.HANDLING and row.returned and row.case_state == State.ACCEPTED:
        words = say(mark("部门退单，请重新派单"))
    if row.supervised and clock is not ClockKind.SUPERVISION:
        words = say(mark("{words}（督办中）"), {"words": words})
    return words


def _kind(kind: str, reported_at: datetime) -> str:
    return faces.kind_name(queries.law_of(shanghai_day(reported_at)), kind)


@cache
def _cases_address() -> str:
    """Return what stands before the number in every case's address; asked once, not for every row."""
    return reverse("cases:case", args=["0"]).removesuffix("0")


# --- lists ---------------------------------------------------------------------------------------
def _own(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    services.claim_cases(actor=actor)
    waiting = [read(actor) for read in offered.counts()]
    records.read_together(waiting)
    context = {
        **_reported_and_followed(request),
        "title": _("我的报事"),
        "lead": _("您报的和跟着办的，登录后报的、用这个手机号报的都在。"),
        "tabs": (),
        "gaps": (),
        "waiting": [one for some in waiting for one in some],
        "waiting_title": _("等您办的"),
        "empty_title": _("还没有报过事"),
        "empty_words": _("报事时留了手机号的，会出现在这里。"),
    }
    return render(request, "cases/work.html", context)


def _reported_and_followed(request: HttpRequest) -> dict[str, Any]:
    """Return a page of what one reported and what one follows, the newest first; both go by the id of the case."""
    after, now = _after_case(request), utc_now()
    reported = queries.case_list(actor=request.actor, after=after, limit=LIST + 1)  # type: ignore[attr-defined]
    own = {row.id for row in reported}
    followed = [row for row in queries.followed_cases(after=after, limit=LIST + 1) if row.id not in own]
    found = sorted([*reported, *followed], key=lambda row: -row.id)
    going = [row.id for row in reported if row.state != State.ENDED]
    ahead = queries.ahead(going)
    others = {row.id for row in followed}
    rows = [
        _followed(row, now) if row.id in others else _line(row, now, ahead.get(row.id), own=True)
        for row in found[:LIST]
    ]
    older = _older(request, str(found[LIST - 1].id)) if len(found) > LIST else ""
    return {"rows": rows, "newer": "", "older": older, "words": ""}


def _followed(row: queries.ListRow, now: datetime) -> Row:
    line = _line(row, now, None)
    return line._replace(
        address=reverse("cases:followed", args=[row.number]),
        todo=_("跟着办"),
        clock=None,
    )


@never_cache
@require_GET
@signed_in
def cases(request: HttpRequest) -> HttpResponse:
    """Show all cases this person may see, newest first; filters stand in the address."""
    chosen, filters = chosen_of(request)
    if chosen["number"].isascii() and chosen["number"].isdigit():
        return HttpResponseRedirect(reverse("cases:case", args=[chosen["number"]]))
    kept = f"?{urlencode({name: value for name, value in chosen.items() if value})}"
    context = {
        **_listed(request, filters),
        "filters": chosen,
        "sheet": f"{reverse('cases:sheet')}{kept}",
        "lines": f"{reverse('cases:lines')}{kept}",
        "map": reverse("cases:open_map") if request.actor.role in MAPPED else "",  # type: ignore[attr-defined]
        "states": [(state.value, say(STATE_TEXTS[state])) for state in State],
        "kinds": shown.plain_kinds(queries.law_of(shanghai_day(utc_now()))),
    }
    return render(request, "cases/cases.html", context)


def chosen_of(request: HttpRequest) -> tuple[dict[str, str], queries.CaseFilters]:
    """Return what the address asks for, as words for the form and as filters."""
    role = request.actor.role  # type: ignore[attr-defined]
    words = {
        name: request.GET.get(name, "").strip()[:40]
        for name in ("state", "kind", "overdue", "number", "body", "estate")
    }
    states = (words["state"],) if words["state"] in set(State) else ()
    overdue_at = utc_now() if words["overdue"] == "1" else None
    body = words["body"]
    body_id = int(body) if body.isascii() and body.isdigit() and len(body) < 19 else None  # noqa: PLR2004 - a bigint
    return words, queries.CaseFilters(
        late_body_id=body_id if overdue_at else None,
        body_id=None if overdue_at else body_id,
        states=states,
        kind=words["kind"],
        estate_id=whole_of(words["estate"]),
        open_only=bool(whole_of(words["estate"])),
        overdue_at=overdue_at,
        refused=words["overdue"] == "refused",
        level_from=(level_above(role) or 0) if words["overdue"] == "risen" else 0,
        callback=words["overdue"] == "callback",
    )


def _after_case(request: HttpRequest) -> int | None:
    """Return the id of the case the page before ended with; an address somebody bent begins at the top."""
    raw = request.GET.get("after", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None  # noqa: PLR2004 - a bigint


def _listed(request: HttpRequest, filters: queries.CaseFilters) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.case_list(actor=actor, filters=filters, after=_after_case(request), limit=LIST + 1)
    rows, more, now = found[:LIST], len(found) > LIST, utc_now()
    going = [row.id for row in rows if row.state != State.ENDED]
    ahead = queries.ahead(going)
    return {
        "rows": [_line(row, now, ahead.get(row.id)) for row in rows],
        "newer": "",
        "older": _older(request, str(rows[-1].id)) if more else "",
        "words": "",
    }


def _line(row: queries.ListRow, now: datetime, ahead: queries.Ahead | None, *, own: bool = False) -> Row:
    clock, still = ahead or (None, None)
    due_at = row.next_due_at if row.state != State.ENDED else None
    # What comes next is the end of the pause, no limit: the clock stands still until then.
    paused = still is not None and still.until == due_at
    return Row(
        _cases_address() + row.number,
        _kind(row.kind, row.reported_at),
        row.estate_name,
        faces.state_badge(State(row.state), Ending(row.ended) if row.ended else None),
        clock_words(now, due_at, paused=paused) if due_at else None,
        row.number,
        waiting.line(still, own=own) if still else "",
        limit=say(CLOCK_TEXTS[clock]) if clock and not paused else "",
    )
