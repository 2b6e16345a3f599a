"""Write policy and its duties of the made-up city: the documents as the source gives them, and one to work by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from hemei.ground.clocks import queries as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.leadership.duties import queries as duty_queries
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.services import Act, ActName
from hemei.leadership.policy import services as policy
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_DOCUMENT = "示范：住宅小区综合治理年度任务"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the made-up document, and how many days ago it was turned into duties."""

    draft: policy.ClauseDraft
    days_ago: int
    is_lived: bool


_CLAUSES = (
    Clause(
        policy.ClauseDraft(
            number="第一条",
            text="各街道（乡镇）明确承担物业管理的机构和专职人员，并上墙公开。",
            demand="明确物业管理机构和专职人员并公开",
            addressee="street",
            limit="20 working_days",
        ),
        75,
        is_lived=True,
    ),
    Clause(
        policy.ClauseDraft(
            number="第二条",
            text="各区县每季度报送住宅小区综合治理进展。",
            demand="报送住宅小区综合治理进展",
            addressee="county_government",
            limit="10 working_days",
            repeat="quarterly",
        ),
        24,
        is_lived=True,
    ),
    Clause(
        policy.ClauseDraft(
            number="第三条",
            text="各社区核对本社区物业管理兼职人员，有变化的及时更新。",
            demand="核对物业管理兼职人员",
            addressee="community",
            limit="10 working_days",
        ),
        3,
        is_lived=False,
    ),
)
_RESULTS = ("已办理，名单和公开照片留存备查。", "已完成，相关材料已归档。", "已落实到人，并在公示栏公开。")
_SENT_BACK = "人员分工没有写明，请补充后再报。"
_WAITS = timedelta(days=8)
_REASON = "分管人员刚调整，需要重新明确，申请延期。"


def write_policy(
    *, actor: Actor, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Record the documents, turn the clauses of ours into duties, and live what lies behind."""
    bureau = people.clerks[bodies.ids["city", ground.city.id, ""]]
    begun = now - timedelta(days=max(clause.days_ago for clause in _CLAUSES) + 1)
    with records.acting(actor):
        policy.adopt_documents(actor=actor, now=begun)
    with progress.stage("政策 policy", len(_CLAUSES), "clauses") as stage:
        with records.acting(bureau):
            document = policy.record_document(actor=bureau, now=begun, draft=_draft(bureau, begun))
        for clause in _CLAUSES:
            _write_clause(bureau, now, document, clause, people)
            stage.step()


def _draft(bureau: Actor, begun: datetime) -> policy.DocumentDraft:
    del bureau
    year = begun.astimezone(SHANGHAI).year
    return policy.DocumentDraft(
        kind="notice",
        title=_DOCUMENT,
        issuer="示范市物业管理主管部门",
        number=f"示范〔{year}〕1号",
        since=date(year, 1, 1),
    )


def _write_clause(bureau: Actor, now: datetime, document: int, clause: Clause, people: People) -> None:
    at = at_work(now - timedelta(days=clause.days_ago))
    with records.acting(bureau):
        number = policy.add_clause(actor=bureau, now=at, document_id=document, draft=clause.draft)
        found = policy.demand_duties(actor=bureau, now=at, clause_id=number).ids
        filters = duty_queries.DutyFilters(view="set", origin_item=str(number))
        rows = list(duty_queries.duty_rows(actor=bureau, filters=filters))
    if not clause.is_lived:
        return
    throw = dice("duties", clause.draft.number)
    for row in sorted(rows, key=lambda row: row.id):
        if row.id in found.values() and row.due_at is not None:
            live(throw, bureau, people.clerks, row.id, row.owner_body_id, at, row.due_at, now)


def live(
    throw: Random,
    setter: Actor,
    clerks: Mapping[int, Actor],
    duty: int,
    owner_body: int,
    since: datetime,
    due_at: datetime,
    now: datetime,
) -> None:
    """Let one duty go its way up to now: most in time, some late, sent back, put off, or still not done."""
    owner = clerks.get(owner_body)
    if owner is None:
        return
    span = due_at - since
    fate = throw.random()
    if fate > 0.9:  # noqa: PLR2004 - nobody did anything
        return
    if fate > 0.86:  # noqa: PLR2004 - a few ask for more time
        until = shanghai_day(due_at + timedelta(days=90))
        take_step(
            owner,
            duty,
            Act(ActName.ASK_EXTENSION, text=_REASON, until=until),
            at_work(since + span / 2),
            1,
            now,
        )
        return
    handed = at_work(since + span * throw.uniform(0.2, 1.15 if fate > 0.8 else 0.95))  # noqa: PLR2004 - some late
    seen = take_step(owner, duty, Act(ActName.SUBMIT, text=throw.choice(_RESULTS)), handed, 1, now)
    judged = at_work(handed + timedelta(days=throw.randint(1, 6)))
    if throw.random() < 0.08:  # noqa: PLR2004 - now and then something is missing
        seen = take_step(setter, duty, Act(ActName.SEND_BACK, text=_SENT_BACK), judged, seen, now)
        again = at_work(judged + timedelta(days=2))
        seen = take_step(owner, duty, Act(ActName.SUBMIT, text=throw.choice(_RESULTS)), again, seen, now)
        judged = at_work(again + timedelta(days=2))
    if judged < now - _WAITS or throw.random() < 0.5:  # noqa: PLR2004 - of the latest some still wait
        take_step(setter, duty, Act(ActName.ACCEPT), judged, seen, now)


def take_step(actor: Actor, duty: int, act: Act, at: datetime, seen: int, now: datetime) -> int:
    """Act where the moment has come; returns the version after it."""
    if at > now or seen == 0:
        return 0
    with records.acting(actor):
        try:
            return duties.act(actor=actor, now=at, duty_id=duty, act=act, seen=seen).version
        except Refused:
            return 0


def at_work(at: datetime) -> datetime:
    """Return the moment itself in business time, else the next opening."""
    return clocks.working_time(now=at).next_opening(at)


def remind(actor: Actor, now: datetime) -> None:
    """Let the clock say what it has to say, at the last moment of business before now."""
    working = clocks.working_time(now=now)
    at = now
    while not working.is_open(at):
        at -= timedelta(minutes=30)
    duties.sweep(actor=actor, now=at, batch=500)
