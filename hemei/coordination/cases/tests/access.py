"""The list queries of cases, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case, LadderTrial, Lot, Proposal, Revisit, Visit, VisitPart
from hemei.coordination.cases.rules.proposing import Line
from hemei.coordination.cases.rules.words import Channel, ProposalState
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places import queries as places
from hemei.ground.places.tests.access import ESTATE
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day

NEAR = "340102001001"

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "cases.case_list": lambda actor, _now: queries.case_list(actor=actor),
    "cases.case_rows": lambda actor, _now: queries.case_rows(actor=actor),
    "cases.patterns": lambda actor, now: queries.patterns(actor=actor, day=shanghai_day(now)),
    "cases.every_pattern": lambda actor, now: queries.every_pattern(actor=actor, day=shanghai_day(now)),
    "cases.revisit_rows": lambda actor, _now: queries.revisit_rows(actor=actor),
    "cases.every_revisit": lambda actor, _now: queries.every_revisit(actor=actor),
    "cases.found_cases": lambda actor, _now: queries.found_cases("261102", actor=actor),
    "cases.cases_saying": lambda _actor, _now: queries.cases_saying("通道 被堵"),
    "cases.workbench": lambda actor, _now: queries.workbench(actor=actor),
    "cases.trials": lambda actor, _now: queries.trials(actor=replace(actor, role=Role.STREET_CLERK)),
    "cases.visit_list": lambda actor, _now: queries.visit_list(actor=actor),
    "cases.proposed_lines": lambda actor, _now: queries.proposed_lines(actor=actor),
    "clocks.running_deadlines": lambda actor, _now: clocks.running_deadlines(actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Report a problem in the near community's estate, let a lot have fallen on it, and report it again."""
    resident = town.actor(Role.RESIDENT, NEAR, person="张三", account=1)
    report = services.Report(channel=Channel.RESIDENT, kind="blocked_fire_lane", text="消防通道被堵")
    token = places.search_estates(ESTATE)[0].token
    with records.acting(resident):
        services.report(
            actor=resident, now=now, token=token, report=report, submission_key="access-test-key", photos=()
        )
    with records.acting(SYSTEM):
        _propose(now)
        _draw(now)
        _try(now)
    with records.acting(resident):
        services.report(
            actor=resident, now=now, token=token, report=report, submission_key="access-test-again", photos=()
        )


def _propose(now: datetime) -> None:
    """Propose a line from a ruling on the case, as a ruling would."""
    case = Case.objects.get()
    line = Line("消防通道停车", "Cars", ("停车",), "PS", (), "S1", ("photo_after",), "", "", "", "裁定")
    visit = Visit.objects.create(
        case=case,
        stream=case.stream,
        scope=case.scope,
        number=1,
        body_id=case.home_body_id,
        meets_at=now,
        spot_id=0,
        set_at=now,
    )
    VisitPart.objects.create(visit=visit, stream=case.stream, scope=case.scope, body_id=case.home_body_id)
    Proposal.objects.create(
        stream="cases.proposal:1",
        scope=case.scope,
        case=case,
        arbitration=1,
        state=ProposalState.OPEN,
        arbiter_id=case.home_body_id,
        accepting_id=case.home_body_id,
        handling_id=case.home_body_id,
        line=line.data,
        made_at=now,
    )


def _try(now: datetime) -> None:
    """Let the home body of the case have tried ladders on it."""
    case = Case.objects.get()
    LadderTrial.objects.create(
        stream="cases.ladder_trial:1", scope=case.scope, body_id=case.home_body_id, since=now.date(),
        until=shanghai_day(now) + timedelta(days=1), rule_day=now.date(), asked_at=now, beat_at=now, total=1,
    )  # fmt: skip


def _draw(now: datetime) -> None:
    """Let a lot have fallen on the case, which another body solved."""
    lot = Lot.objects.create(
        week=now.date(), listing="", digest="", closed=1, listed_at=now, event_id=0, share="1/20",
    )  # fmt: skip
    case = Case.objects.get()
    Revisit.objects.create(
        case=case, stream=case.stream, scope=case.scope, number=1, lot=lot, body_id=case.home_body_id,
        solver_id=1_000_003, ended_at=now, drawn_at=now, due_at=now,
    )  # fmt: skip
