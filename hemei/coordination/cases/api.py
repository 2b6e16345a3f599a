"""Cases and the responsibility list for programs: what was reported, who answers until when; never in whose words.

Words, photos, doors, telephone numbers and persons stay on the pages, where each look at them is recorded.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Status
from ninja.params.functions import Header, Query
from pydantic import ConfigDict, StringConstraints

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.papers import PAPER_EVENTS
from hemei.coordination.cases.rules.visits import VISIT_EVENTS
from hemei.coordination.cases.rules.words import ACT_TEXTS, EVENT_TYPES, OTHER_KIND, State
from hemei.ground.people import queries as people
from hemei.kernel.clock import utc_now
from hemei.kernel.scopes import Scope
from hemei.kernel.workdays import shanghai_day
from hemei.ui.api import USUAL_ROWS, Code, Day, Limit, Number, Router, Schema, Text, Word, answers, opens
from hemei.ui.words import is_english, public_clause, say

router = Router(tags=["cases"])
CaseNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,25}$")]
_SAYS = {EVENT_TYPES[act]: words for act, words in ACT_TEXTS.items()} | PAPER_EVENTS | VISIT_EVENTS
OnceKey = Annotated[str, StringConstraints(min_length=8, max_length=100, pattern=r"^[!-~]*$")]


class CaseLine(Schema):
    """A case in a list; `home` is the body of its community, `accountable` the one that answers for it now."""

    number: str
    state: str
    kind: str
    service_class: str
    channel: str
    place: str
    home: str
    accountable: str
    reported_at: datetime
    next_due_at: datetime | None
    outcome: str | None
    ended: str | None


class CaseLines(Schema):
    """A page of cases, the newest first; `next` is `after` of the page that follows, null on the last."""

    items: list[CaseLine]
    next: int | None


class CaseClock(Schema):
    """A deadline of a body; `settled_at` is when it was met or ended."""

    kind: str
    body: str
    started_at: datetime
    due_at: datetime
    settled_at: datetime | None


class CaseTask(Schema):
    """A body that was called to the case, and what came of it."""

    kind: str
    body: str
    lead: bool
    called_at: datetime
    arrived_at: datetime | None
    ended_at: datetime | None
    result: str | None


class OneCase(CaseLine):
    """A case with its clocks and the bodies called to it."""

    fact_on: date
    ended_at: datetime | None
    clocks: list[CaseClock]
    tasks: list[CaseTask]


class StandardCited(Schema):
    """The item of a dated standard a step rests on."""

    standard: str
    day: date
    item: str
    clause: str
    basis: str


class Step(Schema):
    """A recorded step: its event, in the caller's words, by which body, on which standards, with its hash."""

    event: int
    seq: int
    type: str
    says: str
    at: datetime
    body: str
    role: str
    standards: list[StandardCited]
    hash: str


class Course(Schema):
    """The course of a case, oldest first."""

    number: str
    items: list[Step]


class ReportIn(Schema):
    """A report: where (the token of an estate's board, or a community's code), in which words, of which kind."""

    model_config = ConfigDict(extra="forbid")

    place: Code
    text: Text
    kind: Code = OTHER_KIND
    spot: Word = ""
    fact_on: Day | None = None
    phone: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9 +-]*$")] = ""
    hidden: bool = False


class Reported(Schema):
    """The number of the case a report became."""

    number: str


class KindLine(Schema):
    """A line of the responsibility list: who leads, who joins, how fast, by which clauses."""

    code: str
    number: int
    name: str
    lead: str
    joint: list[str]
    words: list[str]
    arrival: str
    handling: str
    clauses: list[str]


class Kinds(Schema):
    """The responsibility list of a day."""

    day: date
    departments: dict[str, str]
    items: list[KindLine]


@router.get(
    "/kinds", response=answers(Kinds), **opens(Scope.PUBLISHED, "The responsibility list", "职责清单")
)
def kinds(request: HttpRequest, on: Day | None = Query(None)) -> dict[str, Any]:
    """Return the list in force on a day, today if none is given; limits read like `5 working_days`."""
    del request
    day = on or shanghai_day(utc_now())
    law = queries.law_of(day)
    lines = sorted(law.lines.values(), key=lambda line: line.number)
    return {"day": day, "departments": dict(law.departments), "items": [_kind(law, line) for line in lines]}


def _kind(law: queries.Law, line: Any) -> dict[str, Any]:
    terms = law.terms(line.code)
    return {
        "code": line.code,
        "number": line.number,
        "name": line.name_en if is_english() else line.name,
        "lead": line.lead,
        "joint": list(line.joint),
        "words": list(line.words),
        "arrival": str(terms.arrival.limit),
        "handling": str(terms.handling.limit),
        "clauses": [
            f"{cited.warrant.source.code} {public_clause(cited.warrant.reference.clause)}"
            for cited in line.legal_on(law.day)
        ],
    }


@router.get(
    "/cases",
    response=answers(CaseLines),
    **opens(Scope.CASES, "Cases of the caller", "密钥所代单位看得到的案件"),
)
def cases(
    request: HttpRequest,
    *,
    state: State | None = Query(None),
    kind: Code = Query(""),
    open_only: bool = Query(False),
    overdue: bool = Query(False),
    after: Number | None = Query(None),
    limit: Limit = Query(USUAL_ROWS),
) -> dict[str, Any]:
    """List the cases the key's holder may see, the newest first; `overdue` keeps what is past its next deadline."""
    filters = queries.CaseFilters(
        states=(state.value,) if state else (),
        kind=kind,
        open_only=open_only,
        overdue_at=utc_now() if overdue else None,
    )
    actor = request.actor  # type: ignore[attr-defined]
    rows = queries.case_list(actor=actor, filters=filters, after=after, limit=limit + 1)
    names = people.body_names({body for row in rows for body in (row.home_body_id, row.accountable_body_id)})
    items = [
        {
            **{name: getattr(row, name, None) for name in CaseLine.model_fields},
            "place": row.estate_name,
            "home": names.get(row.home_body_id, ""),
            "accountable": names.get(row.accountable_body_id, ""),
        }
        for row in rows[:limit]
    ]
    return {"items": items, "next": rows[limit - 1].id if len(rows) > limit else None}


@router.post(
    "/cases",
    response=answers(Reported, status=201, also=(409,)),
    **opens(Scope.REPORT, "Report a problem", "上报一个问题"),
)
def create(
    request: HttpRequest, report: ReportIn, idempotency_key: OnceKey = Header(alias="Idempotency-Key")
) -> Status[dict[str, str]]:
    """Open a case. The same `Idempotency-Key` with the same words returns the first number again."""
    actor = request.actor  # type: ignore[attr-defined]
    number = services.report(
        actor=actor,
        now=utc_now(),
        token=report.place,
        report=services.Report(
            channel=queries.channels_of(actor.role)[0],
            text=report.text,
            kind=report.kind,
            spot=report.spot,
            fact_on=report.fact_on,
            phone=report.phone,
            hidden=report.hidden,
        ),
        submission_key=f"{request.program.key_id}:{idempotency_key}",  # type: ignore[attr-defined]
    )
    return Status(201, {"number": number})


@router.get("/cases/{number}", response=answers(OneCase), **opens(Scope.CASES, "One case", "一个案件"))
def case(request: HttpRequest, number: Path[CaseNumber]) -> dict[str, Any]:
    """Return a case; one that is not there and one that is not the caller's look alike."""
    page = _page(request, number)
    state, bodies = page.state, page.bodies
    return {
        "number": page.number,
        "state": state.state,
        "kind": state.kind,
        "service_class": state.service_class,
        "channel": state.channel,
        "place": state.place_name,
        "home": bodies.get(state.home, ""),
        "accountable": bodies.get(state.accountable, ""),
        "reported_at": state.reported_at,
        "next_due_at": state.next_at,
        "outcome": state.outcome,
        "ended": state.ended,
        "fact_on": state.fact_on,
        "ended_at": state.ended_at,
        "clocks": [
            {
                "kind": clock.kind,
                "body": bodies.get(clock.body, ""),
                "started_at": clock.started_at,
                "due_at": clock.due_at,
                "settled_at": clock.settled_at,
            }
            for clock in state.clocks
        ],
        "tasks": [
            {
                "kind": task.kind,
                "body": bodies.get(task.body, ""),
                "lead": task.is_lead,
                "called_at": task.called_at,
                "arrived_at": task.arrived_at,
                "ended_at": task.ended_at,
                "result": task.result,
            }
            for task in state.tasks
        ],
    }


@router.get(
    "/cases/{number}/course",
    response=answers(Course),
    **opens(Scope.CASES, "The course of a case", "案件的经过"),
)
def course(request: HttpRequest, number: Path[CaseNumber]) -> dict[str, Any]:
    """Return each recorded step with the standards it rests on and its hash, without words and persons."""
    page = _page(request, number)
    return {"number": page.number, "items": [_step(page, event) for event in page.events]}


def _page(request: HttpRequest, number: str) -> queries.CasePage:
    viewer = Viewer(request.actor)  # type: ignore[attr-defined]
    page = queries.case_page(viewer=viewer, number=number, now=utc_now())
    if page is None:
        raise Http404
    return page


def _step(page: queries.CasePage, event: Any) -> dict[str, Any]:
    return {
        "event": event.id,
        "seq": event.seq,
        "type": event.type,
        "says": say(_SAYS.get(event.type, event.type)),
        "at": event.at,
        "body": page.bodies.get(event.actor.get("body") or 0, ""),
        "role": event.actor["role"],
        "standards": event.standards,
        "hash": event.hash,
    }
