"""Stories told in memory leave the same rows and events as the acts done one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.facts import facts_of, law_of
from hemei.coordination.cases.models import Case, Task
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.decide import decide
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import Channel, Outcome, PauseReason
from hemei.coordination.cases.tests.conftest import NOW, Quarter, picture
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.models import Gram
from hemei.ground.records.photos import read_photo
from hemei.kernel.actor import Actor

pytestmark = pytest.mark.django_db
KIND, STAGED = "blocked_fire_lane", "illegal_construction"
HOUR = timedelta(hours=1)
Script = list[tuple[Actor, acts.Act, Any]]


def script(quarter: Quarter) -> Script:
    fire, police = quarter.town.bodies["瑶海消防"], quarter.town.bodies["瑶海公安"]
    evidence = law_of(NOW.date()).lines[KIND].evidence
    return [
        (quarter.community, acts.Accept(kind=KIND), NOW + timedelta(minutes=5)),
        (
            quarter.community,
            acts.Whistle(lead=fire, joints=(police,), text="请到场"),
            NOW + timedelta(minutes=9),
        ),
        (quarter.street, acts.Supervise(text="请说明进展"), NOW + timedelta(minutes=20)),
        (quarter.fire, acts.Arrive(), NOW + HOUR),
        (quarter.fire, acts.AnswerSupervision(number=1, text="已到现场"), NOW + HOUR),
        (
            quarter.fire,
            acts.GiveResult(outcome=Outcome.SOLVED, evidence=evidence, text="车已拖走", photos=1),
            NOW + 2 * HOUR,
        ),
        (quarter.community, acts.Close(outcome=Outcome.SOLVED, text="已恢复畅通"), NOW + 3 * HOUR),
        (quarter.resident, acts.AcceptResult(), NOW + 4 * HOUR),
    ]


def long_script(quarter: Quarter) -> Script:
    """Tell what is rarer: a step on the way, a request for time declined and granted, a case handed up."""
    fire = quarter.town.bodies["瑶海消防"]
    pause = acts.PauseClock(reason=PauseReason.APPRAISAL, until=NOW + 9 * HOUR, text="等待鉴定")
    late = NOW + timedelta(days=30)
    return [
        (quarter.community, acts.Accept(kind=STAGED), NOW + timedelta(minutes=5)),
        (quarter.community, acts.Whistle(lead=fire, text="先看现场"), NOW + timedelta(minutes=9)),
        (quarter.fire, acts.Arrive(), NOW + HOUR),
        (quarter.fire, acts.ReportStep(step="stop_work", photos=1), NOW + 2 * HOUR),
        (quarter.fire, acts.AskExtension(text="当事人出差"), NOW + 2 * HOUR),
        (quarter.street, acts.DeclineExtension(text="请按期办结"), NOW + 3 * HOUR),
        (quarter.fire, pause, NOW + 3 * HOUR),
        (quarter.fire, acts.ResumeClock(), NOW + 4 * HOUR),
        (quarter.fire, acts.AskExtension(text="等待鉴定"), NOW + 4 * HOUR),
        (quarter.street, acts.Extend(text="同意"), NOW + 5 * HOUR),
        (quarter.fire, acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="当事人拒不拆除"), late),
        (quarter.community, acts.Fall(text="社区无权拆除"), late + HOUR),
    ]


def told(quarter: Quarter, kind: str, script: Script) -> services.Told:
    """Tell a script in memory."""
    estate = Case.objects.get().estate_id
    scope = quarter.town.path("340102001001")
    named = quarter.town.bodies.values()
    facts = facts_of(scope=scope, fact_on=NOW.date(), now=NOW, named=named)
    first = acts.Report(
        channel=Channel.RESIDENT,
        scope=scope,
        place=estate,
        place_name="绿地小区",
        kind=kind,
        fact_on=NOW.date(),
        reporter=quarter.resident.person_id,
        text="消防通道被堵",
    )
    steps: Script = [(quarter.resident, first, NOW), *script]
    state: CaseState | None = None
    done = []
    for actor, act, at in steps:
        decided = decide(state, act, Viewer(actor), facts, at)
        state = decided.after
        texts = {"text": act.text} if act.text else {}
        photos = [read_photo(picture(), name="a", most_bytes=100_000)] if getattr(act, "photos", 0) else []
        done.append(services.ToldAct(actor, decided.event, decided.references, texts, photos))
    assert state is not None
    return services.Told(tuple(done), state)


def plain(case: Case) -> dict[str, Any]:
    """Everything that two equal cases share: no ids, no salts, and nothing of when rows were made."""
    events = [
        (event.type, event.at, event.actor, _about(event.data), event.standards)
        for event in record.history(stream=case.stream)
    ]
    own = {"id", "stream", "number", "text_id", "contact_id"}
    columns = {
        name: value for name, value in vars(case).items() if name not in own and not name.startswith("_")
    }
    tasks = [
        {name: value for name, value in row.items() if name not in {"id", "case_id", "stream"}}
        for row in Task.objects.filter(case_id=case.pk).order_by("number").values()
    ]
    deadlines = [
        (row.key, row.body_id, row.due_at, row.state, row.settled_at, row.limits,
         [(pause.started_at, pause.ended_at, pause.reason) for pause in row.pauses.all()])
        for row in sorted(clocks.deadlines_of(stream=case.stream), key=lambda row: row.key)
    ]  # fmt: skip
    return {
        "files": _files(case.stream),
        "words": list(
            Gram.objects.filter(stream=case.stream).order_by("pk").values_list("tokens", flat=True)
        ),
        "events": events,
        "columns": columns,
        "tasks": tasks,
        "deadlines": deadlines,
    }


def _files(stream: str) -> list[tuple[str, str, int]]:
    return [(file.purpose, file.digest, file.size) for file in record.files_of([stream])]


def _about(data: dict[str, Any]) -> dict[str, Any]:
    about = dict(data["about"])
    about["texts"] = sorted(about.get("texts", ()))
    about.pop("looks", None)  # a told history's photos were taken elsewhere: nobody looks at them again
    about["photos"] = len(about.get("photos", ()))  # the ids differ
    about.pop("looks", None)  # photos are looked at when somebody hands them in, not when a past is loaded
    return {**data, "about": about}


@pytest.mark.parametrize(("kind", "written"), [(KIND, script), (STAGED, long_script)])
def test_both_ways_leave_the_same(quarter: Quarter, kind: str, written: Callable[[Quarter], Script]):
    number = quarter.report(kind=kind)
    with records.acting(quarter.system):
        story = told(quarter, kind, written(quarter))
    for actor, act, at in written(quarter):
        quarter.act(actor, number, act, at, photos=[picture()] if getattr(act, "photos", 0) else [])
    with records.acting(quarter.system):
        (other,) = services.write_stories(stories=[story], working=clocks.working_time(now=NOW))
        assert plain(Case.objects.get(number=other)) == plain(Case.objects.get(number=number))
        assert queries.differences(Case.objects.get(number=other).stream) == []
    page = quarter.page(quarter.fire, other)
    assert page
    said = next(event for event in page.events if event.type == "cases.result_given")
    assert page.text_of(said)
    assert quarter.page(quarter.resident, other)
