"""One assembly: its agenda, who takes part while it runs, what came of it and why, what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.community.voting import queries
from hemei.community.voting.pages import files, gate
from hemei.community.voting.pages.course import CLOCK_NAMES, history
from hemei.community.voting.pages.gate import may_for
from hemei.community.voting.pages.lists import badge_of
from hemei.community.voting.pages.own_rules import frozen_lines
from hemei.community.voting.pages.places import called_words
from hemei.community.voting.rules.acts import Act, decided_on, may
from hemei.community.voting.rules.assemblies import (
    State,
    Step,
    may_close,
    may_move,
    worded,
)
from hemei.community.voting.rules.casting import BASIS_NAMES, CHANNEL_NAMES
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.orders import ORDER_STATE_NAMES, OrderState
from hemei.community.voting.rules.standards import MatterParts, OwnerMatters
from hemei.community.voting.rules.voters import CAST_AS_NAMES
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.clauses import cited_item
from hemei.ui.doors import signed_in
from hemei.ui.forms import whole_of
from hemei.ui.render import render
from hemei.ui.words import say, say_reason

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

STAGES = (mark("召集"), mark("公告"), mark("表决"), mark("截止"), mark("计票"), mark("公告结果"))
_STAGE = {
    State.CALLED: 1,
    State.NOTICED: 2,
    State.CLOSED: 4,
    State.JUDGED: 5,
    State.PUBLISHED: 6,
    State.ANNULLED: 6,
    State.CALLED_OFF: 0,
}
_STEPS = (
    (Step.SET_AGENDA, Act.CALL, "voting:set_agenda", mark("拟定议程")),
    (Step.SET_AGENDA, Act.CALL, "voting:prove_interest", mark("增加楼外有利害关系的业主")),
    (Step.NOTICE, Act.CALL, "voting:notice", mark("公告会议")),
    (Step.CLOSE, Act.CONDUCT, "voting:close", mark("截止封存")),
    (Step.JUDGE, Act.CONDUCT, "voting:judge", mark("计票")),
    (Step.PUBLISH, Act.CONDUCT, "voting:publish", mark("公告结果")),
    (Step.CALL_OFF, Act.CALL, "voting:call_off", mark("取消会议")),
    (Step.ORDER, Act.ANNUL, "voting:order_correction", mark("责令限期改正")),
    (Step.ANNUL, Act.ANNUL, "voting:annul", mark("登记撤销决定")),
)


@require_safe
@never_cache
@signed_in
def assembly(request: HttpRequest, assembly_id: int) -> HttpResponse:
    """Show a meeting."""
    actor = gate.entered(request)
    found = gate.assembly_or_404(assembly_id, actor)
    now = utc_now()
    begun = found.opens_on is not None and found.opens_on <= shanghai_day(now)
    with gate.reading(actor, found) as eyes:
        board = queries.board(found, actor=eyes, now=now, vote_id=whole_of(request.GET.get("vote", "")))
    outcomes = queries.outcomes(found.id, actor=actor)
    names = queries.posted_names(found, actor=actor, now=now)
    oversees = may_for(actor, Act.SEE, found)
    context = {
        "found": found,
        "badge": badge_of(found, now),
        "stages": [say(words) for words in STAGES],
        "stage": _stage(found, now),
        **called_words(found, actor),
        "names": names,
        "worded": worded,
        "items": _agenda(found, names, now),
        "board": board if begun and not outcomes and found.state is not State.CALLED_OFF else None,
        "visited": may(actor, Act.SEE, found.scope).allowed,
        "begun": begun,
        "off": _off(found),
        "left_out": _left_out(found, outcomes),
        **gate.marks_of(found),
        "results": [_result(found, row, names) for row in outcomes],
        "former": _former(found, actor, names) if outcomes else {},
        "again": _again(found, outcomes, actor),
        "orders": _orders(found, actor, now),
        "struck": found.closed_at is not None and may(actor, Act.SEE, found.scope).allowed,
        "shares": _shares(found, actor),
        "clocks": [row for row in clocks.deadlines_of(stream=found.stream) if oversees],
        "clock_names": CLOCK_NAMES,
        "steps": _steps(found, actor, now),
        "objects": _objects(found, actor, now),
        "opens": files.opens(found, actor),
        "uncast": may(actor, Act.SEE_UNCAST, found.scope).allowed,
        "casts": may(actor, Act.CAST, found.scope).allowed,
        "objected": _objected(found, actor),
        "runs": found.runs(now, shanghai_day(now)),
        "visits": queries.visits_wanted(board.vote.id, actor=actor) if board and begun else 0,
        "entries": list(history(found.stream)) if oversees else [],
        "own_rules": frozen_lines(found.own),
        "square_metres": square_metres,
        "now": now,
    }
    return render(request, "voting/assembly.html", context)


def _off(found: queries.AssemblyRow) -> str:
    """Return why a meeting was called off; its owners read it too."""
    return queries.called_off_for([found.id]).get(found.id, "") if found.state is State.CALLED_OFF else ""


def _left_out(found: queries.AssemblyRow, outcomes: Sequence[queries.OutcomeRow]) -> tuple[int, str]:
    """Return how much paper that came in time was left out of a count, and why; its owners read it too."""
    most = max((row.details.get("left_out", 0) for row in outcomes), default=0)
    return most, queries.left_out_for([found.id]).get(found.id, "") if most else ""


def _objected(found: queries.AssemblyRow, actor: Actor) -> int:
    """Return how many voters of the estate are objected to; who settles it learns it where he looks after the vote."""
    if found.roll_id is None or not may(actor, Act.BIND, found.scope).allowed:
        return 0
    return len(queries.bindings(found.estate_id, actor=actor, objected=True))


def _stage(found: queries.AssemblyRow, now: datetime) -> int:
    over = found.state is State.NOTICED and found.closes_at is not None and now > found.closes_at
    return 3 if over else _STAGE[found.state]


def _agenda(found: queries.AssemblyRow, names: dict[int, str], now: datetime) -> list[dict[str, Any]]:
    """Return each item with its words and the shares it needs."""
    day = decided_on(found.closes_at) if found.closes_at else shanghai_day(now)
    listed = record.standards().find("owner-matters", OwnerMatters, on=day)
    rows = []
    for item in found.agenda:
        matter = listed.of(item.matter)
        bars = (
            _("全体有利害关系的业主同意")
            if matter.unanimous
            else _("参与 %(part)s，同意 %(agree)s") % {"part": matter.take_part, "agree": matter.agree}
        )
        rows.append(
            {
                "title": worded(item.title, names.get(item.person_id or 0, "")) or _("候选人"),
                "matter": matter.name,
                "bars": bars,
                "clause": matter.clause,
            }
        )
    return rows


_SAID_APART = ("verdict", "channels", "short_")


def _result(found: queries.AssemblyRow, row: queries.OutcomeRow, names: dict[int, str]) -> dict[str, Any]:
    reasons = [(reason.code, say_reason(reason)) for reason in queries.reasons_for(row)]
    return {
        "row": row,
        "root": found.roots.get(str(row.vote.number), ""),
        "title": worded(row.vote.title, names.get(row.vote.person_id or 0, "")) or _("候选人"),
        "ways": [(say(CHANNEL_NAMES.get(one, one)), count) for one, count in row.details["channels"]],
        "bases": [(say(BASIS_NAMES.get(one, one)), count) for one, count in row.details["bases"]],
        "capacities": [
            (say(CAST_AS_NAMES.get(one, one)), count) for one, count in row.details.get("capacities", ())
        ],
        "verdict": next((words for code, words in reasons if code == "verdict"), ""),
        "short": next(iter(_short(row)), ""),
        "reasons": [words for code, words in reasons if not code.startswith(_SAID_APART)],
        "clauses": [cited_item(record.head_of(one["standard"], one["day"]), one) for one in row.standards],
    }


def _former(
    found: queries.AssemblyRow, actor: Actor, names: dict[int, str]
) -> dict[int, list[dict[str, Any]]]:
    """Return what earlier rounds of the count came to, by vote."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in queries.former_outcomes(found.id, actor=actor):
        root = found.roots.get(f"{row.vote.number}.{row.round}", "")
        rows.setdefault(row.vote.id, []).append({**_result(found, row, names), "root": root})
    return rows


def _again(
    found: queries.AssemblyRow, outcomes: list[queries.OutcomeRow], actor: Actor
) -> dict[str, Any] | None:
    """Return what fell short of the quorum and stands, and the way to call the meeting again, for who may.

    A vote on candidates is begun anew from its election: the candidates are posted again first. One on a recall is
    held again from the recall, which waits for it.
    """
    short = [row for row in outcomes if not row.quorum and row.annulled_on is None]
    if not short or (found.repeated_by is None and not may_for(actor, Act.CALL, found)):
        return None
    chosen = [row for row in short if row.vote.person_id is None]
    return {
        "recall": any(row.vote.recalled_id is not None for row in short),
        "address": f"{reverse('voting:call')}?repeats={found.id}" if chosen and found.kind != "first" else "",
        "repeated_by": found.repeated_by,
        "items": [(row.vote.number, row.vote.title, _short(row)) for row in chosen],
    }


def _short(row: queries.OutcomeRow) -> list[str]:
    """Return what a result fell short by, in words."""
    return [say_reason(one) for one in queries.reasons_for(row) if one.code.startswith("short_")]


_ORDER_TONES = {OrderState.ORDERED: "bad", OrderState.ANSWERED: "warn", OrderState.CORRECTED: "good"}


def _orders(found: queries.AssemblyRow, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return the orders of correction, with what the reader may do about each; owners are told of them too."""
    if found.closes_at is None or now <= found.closes_at:
        return []
    answers, settles = may_for(actor, Act.CONDUCT, found), may(actor, Act.ANNUL, found.scope).allowed
    return [
        {
            "row": row,
            "badge": (say(ORDER_STATE_NAMES[row.state]), _ORDER_TONES.get(row.state, "")),
            "late": row.state is OrderState.ORDERED and row.due_at < now,
            "answers": answers and row.state is OrderState.ORDERED,
            "settles": settles and row.open,
        }
        for row in queries.orders(found.id, actor=actor)
    ]


def _shares(found: queries.AssemblyRow, actor: Actor) -> list[queries.Share]:
    """Return what the reader's own units weigh, where he owns any of the roll."""
    if actor.role is not Role.RESIDENT or found.roll_id is None:
        return []
    persons = people.own_persons(actor)
    with people_services.opened(actor, found.scope):
        return queries.shares_of(found.roll_id, persons)


def _objects(found: queries.AssemblyRow, actor: Actor, now: datetime) -> bool:
    """Whether the reader may object to the result now."""
    runs = found.objections_until is not None and now <= found.objections_until
    organises = may_for(actor, Act.CONDUCT, found)
    return runs and found.state is State.PUBLISHED and (actor.role is Role.RESIDENT or organises)


def _of_interested(found: queries.AssemblyRow, now: datetime) -> bool:
    listed = record.standards().find("matter-parts", MatterParts, on=shanghai_day(now))
    return any(listed.of(item.matter).of == "building" for item in found.agenda)


def _steps(found: queries.AssemblyRow, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return what the reader may do now, and what he may not do yet with the reason."""
    steps = []
    for step, act, address, words in _STEPS:
        if not may_for(actor, act, found) or not may_move(found.state, step).allowed:
            continue
        if address == "voting:prove_interest" and not _of_interested(found, now):
            continue
        reasons: list[str] = []
        if step is Step.ORDER and found.closes_at is not None and now <= found.closes_at:
            continue
        if step is Step.CLOSE and found.closes_at is not None:
            reasons = [say_reason(reason) for reason in may_close(now, found.closes_at).reasons]
        if step is Step.NOTICE and not found.agenda:
            reasons = [_("请先拟定议程。")]
        if step is Step.CALL_OFF and found.opens_on is not None and found.opens_on <= shanghai_day(now):
            continue
        quiet = step in {Step.CALL_OFF, Step.ANNUL, Step.ORDER, Step.SET_AGENDA}
        steps.append(
            {
                "words": say(words),
                "address": reverse(address, args=[found.id]),
                "reasons": reasons,
                "quiet": quiet,
            }
        )
    return steps
