"""Trials of ladders: asked for by who answers for a place, played in portions, shown with their cases and reasons."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Case, LadderTrial, TrialStep
from hemei.coordination.cases.rules.trials import Side, Trial
from hemei.coordination.cases.services import acts, trials
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOW + 20 * DAY
PATIENT = f.ladders_text().replace('after = "2 hours"', 'after = "5 working_days"')
HARD = f.ladders_text() + """
[[supervision]]
code = "late_handling"
name = "办理逾期自动督办"
name_en = "Supervised when late"
when = "overdue"
clocks = ["handling"]
classes = ["S0", "S1", "S2", "S3", "S4"]
supervisor = "county"
answer = "2 working_days"
ends = "answered"
basis = "design"
owner = "本市"
reason = "逾期即由县区督办。"
"""  # fmt: skip


@standing
def busy(quarter: Quarter) -> Quarter:
    """Three cases of one day: of two the department never came, one was extended in time."""
    for hours in range(3):
        at = NOW + hours * HOUR
        number = quarter.report(now=at, kind="blocked_fire_lane", text=f"消防通道第{hours}次被堵")
        quarter.act(quarter.community, number, acts.Accept(kind="blocked_fire_lane"), at + HOUR / 6)
        quarter.act(quarter.community, number, acts.Whistle(lead=quarter.fire.body_id), at + HOUR / 3)
        if hours == 1:
            quarter.act(quarter.fire, number, acts.Arrive(), at + HOUR)
            quarter.act(quarter.fire, number, acts.AskExtension(text="要拆除"), at + 2 * HOUR)
            quarter.act(quarter.community, number, acts.Extend(text="同意"), at + 3 * HOUR)
    for hours in range(4, 200, 30):
        services.sweep(actor=SYSTEM, now=NOW + hours * HOUR)
    return quarter


def trial_of(actor: Actor, **changes: object) -> Trial:
    whole = Trial(
        since=date(2026, 11, 1), until=date(2026, 12, 1), within=actor.places[0].path, rule_day=None, draft=PATIENT
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def begun(quarter: Quarter, **changes: object) -> int:
    return services.begin_trial(actor=quarter.street, now=LATER, trial=trial_of(quarter.street, **changes))


def row_of(quarter: Quarter, number: int) -> queries.TrialRow:
    with records.acting(quarter.street):
        row = queries.trial(actor=quarter.street, trial_id=number)
    assert row
    return row


def kept(model: type[Model], *columns: str, **only: object) -> list[object]:
    with records.acting(SYSTEM):
        return list(model.objects.filter(**only).order_by(*columns).values_list(*columns))  # type: ignore[attr-defined]


def test_a_trial_shows_what_other_ladders_would_have_done_and_writes_nothing_to_cases(busy: Quarter) -> None:
    before = kept(Case, "id", "version", "snapshot")
    number = begun(busy)
    assert before
    assert kept(Case, "id", "version", "snapshot") == before
    row = row_of(busy, number)
    assert (row.total, row.done, row.runs, row.differ) == (3, 3, False, 3)
    assert row.agreed == 3, "by the rules of the day the replay tells what the record tells"
    with records.acting(busy.street):
        steps = {(one.side, one.item): one.steps for one in queries.trial_sums(number)}
        (first, *_rest) = queries.trial_cases(number, queries.TrialAsked())
    assert steps[Side.OTHER, "urgent_once"] == 1
    assert all(step.differs for step in first.steps)

    same = row_of(busy, begun(busy, rule_day=date(2022, 1, 1), draft=""))
    assert (same.done, same.differ) == (3, 0), "limits and acts had said the same before"

    with records.acting(busy.street):
        found = [one for one in queries.trial_sums(begun(busy, draft=HARD)) if one.item == "late_handling"]
    assert [(one.side, one.cases) for one in found] == [(Side.OTHER, 3)]

    for actor in (busy.community, busy.fire, busy.resident, busy.company):
        with pytest.raises(Refused):
            services.begin_trial(actor=actor, now=LATER, trial=trial_of(busy.street))
    for actor in (busy.county, busy.foreign_street, busy.community):
        with records.acting(actor):
            assert queries.trial(actor=actor, trial_id=number) is None
            assert queries.trials(actor=actor) == []
    with records.acting(busy.foreign_street):
        assert queries.trial_cases(number, queries.TrialAsked()) == []


BAD: list[tuple[dict[str, object], str]] = [
    ({"since": date(2026, 12, 1)}, "period"),
    ({"since": date(2024, 12, 1)}, "too_long"),
    ({"since": date(2026, 11, 23), "until": date(2026, 11, 30)}, "to_come"),
    ({"within": "1."}, "not_yours"),
    ({"within": ""}, "not_yours"),
    ({"draft": ""}, "rules"),
    ({"rule_day": date(2026, 1, 1)}, "rules"),
    ({"draft": "", "rule_day": date(2001, 1, 1)}, "no_rules"),
    ({"draft": PATIENT + "x"}, "unreadable"),
    ({"draft": PATIENT.replace("times = 1", "times = 3", 1)}, "unreadable"),
    ({"draft": PATIENT + "#" * 60_000}, "draft_long"),
]


def test_what_cannot_be_tried_is_refused(quarter: Quarter) -> None:
    for changes, code in BAD:
        with pytest.raises(Refused) as refused:
            begun(quarter, **changes)
        assert refused.value.decision.reasons[0].code == code, changes
    assert not kept(LadderTrial, "id")


def test_a_worker_that_was_killed_is_followed_by_another_without_a_step_twice(
    busy: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = begun(busy)
    monkeypatch.setattr(trials, "AT_ONCE", 0)
    number = begun(busy)
    with CaptureQueriesContext(connection) as captured:
        assert services.play_trials(clock=lambda: LATER, portion=2, most=1) == 1
    assert sum("from cases_case" in query["sql"] for query in captured.captured_queries) == 1
    assert row_of(busy, number).done == 2
    assert services.play_trials(clock=lambda: LATER, portion=2) == 0, "somebody has it in hand"
    services.play_trials(clock=lambda: LATER + HOUR, portion=2)
    assert (row_of(busy, number).done, row_of(busy, number).runs) == (3, False)
    columns = ("case_id", "side", "what", "item", "key", "at", "differs")
    assert kept(TrialStep, *columns, trial=whole) == kept(TrialStep, *columns, trial=number)

    stopped = begun(busy)
    services.stop_trial(actor=busy.street, now=LATER, trial_id=stopped)
    assert services.play_trials(clock=lambda: LATER + HOUR) == 0
    services.stop_trial(actor=busy.street, now=LATER, trial_id=stopped)
    assert services.play_trials(clock=lambda: LATER + HOUR) == 1
    for actor in (busy.street, busy.foreign_street):
        with pytest.raises(Refused):
            services.stop_trial(actor=actor, now=LATER, trial_id=stopped)
    later = [begun(busy) for _ in range(5)]
    assert kept(LadderTrial, "id") == [(one,) for one in later], "a body keeps its last five"
    assert {trial for (trial,) in kept(TrialStep, "trial")} <= set(later)  # type: ignore[misc]


# --- the pages -------------------------------------------------------------------------------------
def test_the_pages_lead_from_the_form_to_the_cases_and_their_reasons(busy: Quarter) -> None:
    client = browser_of(busy, Role.STREET_CLERK, "明光路街道办", "340102001")
    assert client.get("/cases/ladders").status_code == 200
    asked = {
        "since": "2026-11-01", "until": "2026-12-01", "within": busy.street.places[0].path, "rules": "draft",
        "draft": PATIENT,
    }  # fmt: skip
    bad = client.post("/cases/ladders", asked | {"draft": PATIENT.replace('to = "county"', 'to = "moon"', 1)})
    assert bad.status_code == 422
    assert escape("不是这里可以写的词") in bad.content.decode()
    answer = client.post("/cases/ladders", asked)
    assert answer.status_code == 302
    page = client.get(answer.url)
    body = page.content.decode()
    assert "3件两边不同" in body
    assert "去发布" not in body, "who may not issue is not led there"
    links = [part.split('"')[0].replace("&amp;", "&") for part in body.split('href="')[1:]]
    numbers = [link for link in links if "/cases?side=" in link]
    assert numbers
    for link in numbers:
        behind = client.get(link)
        assert behind.status_code == 200
        assert "没有这样的案件" not in behind.content.decode()
    assert client.get(answer.url + "/cases?side=now&what=granted&item=no_such").status_code == 200
    assert client.get(answer.url + "/cases?side=moon&what=granted").status_code == 404
    assert client.get(answer.url + "?after=" + "9" * 40).status_code == 200
    sheet = client.get(f"{answer.url}.xlsx")
    lines = list(openpyxl.load_workbook(io.BytesIO(b"".join(sheet))).active.values)  # type: ignore[union-attr]
    assert len(lines) > 3
    assert client.get(answer.url + "/cases").status_code == 404
    assert (
        browser_of(busy, Role.COUNTY_COORDINATOR, "瑶海区政府", "340102").get(answer.url).status_code == 404
    )
    assert browser_of(busy, Role.COMMUNITY_CLERK, "东风社区居委会").get("/cases/ladders").status_code == 403


def test_one_value_is_changed_in_its_field_and_tried(busy: Quarter) -> None:
    client = browser_of(busy, Role.STREET_CLERK, "明光路街道办", "340102001")
    page = client.get("/cases/ladders").content.decode()
    assert 'name="extension-0-limit"' in page
    asked = {
        "since": "2026-11-01", "until": "2026-12-01", "within": busy.street.places[0].path, "rules": "values",
        "extension-0-limit": "24", "extension-0-limit-unit": "hours", "escalation-0-to": "county",
    }  # fmt: skip
    bare = client.post("/cases/ladders", asked)
    assert (bare.status_code, "请写明为什么这样改" in bare.content.decode()) == (422, True)
    wrong = client.post("/cases/ladders", asked | {"why": "试试", "extension-0-limit": "很久"})
    # What was changed is not passed over because an issued version is chosen; what was not changed is no matter.
    beside = client.post("/cases/ladders", asked | {"rules": "2022-01-01"})
    assert beside.status_code == 422
    assert "改了下面逐项的数值，这里选的却是已经发布的规定" in beside.content.decode()
    kept_as_it_is = {name: said for name, said in asked.items() if not name.startswith("escalation")}
    assert client.post("/cases/ladders", kept_as_it_is | {"rules": "2022-01-01"}).status_code == 302
    assert "# The three ladders" not in page
    assert (wrong.status_code, "不是时限" in wrong.content.decode(), 'value="很久"' in wrong.content.decode()) == (
        422, True, True
    )  # fmt: skip
    answer = client.post("/cases/ladders", asked | {"why": "超时直接告知县区"})
    assert answer.status_code == 302
    [_, draft] = sorted(kept(LadderTrial, "draft"))
    assert 'to = "county"' in draft[0]
    assert "超时直接告知县区" in draft[0]
    assert "3件两边不同" in client.get(answer.url).content.decode()


def test_a_result_says_what_was_changed_and_what_that_did(busy: Quarter) -> None:
    client = browser_of(busy, Role.STREET_CLERK, "明光路街道办", "340102001")
    form = client.get("/cases/ladders").content.decode()
    assert "改了就必须写" in form
    assert "<strong>超时即告知街道</strong>" in form, "each step up is named by whom it tells"
    asked = {
        "since": "2026-11-01", "until": "2026-12-01", "within": busy.street.places[0].path, "rules": "",
        "revisit-0-after": "2", "revisit-0-after-unit": "working_days", "why": "复查不能等太久",
    }  # fmt: skip
    answer = client.post("/cases/ladders", asked)
    assert answer.status_code == 302, "changed values are what is tried where no version is chosen"
    body = client.get(answer.url).content.decode()
    for words in (
        "到期没有复查，再过多久由上一级复查，由5个工作日改为2个工作日", "理由：复查不能等太久", "这一项没有案件受影响",
        "左边是每件案件当日施行的规定",
    ):  # fmt: skip
        assert words in body, words
    other = client.post("/cases/ladders", asked | {"revisit-0-after": "5", "escalation-0-to": "county"})
    assert other.status_code == 302
    assert "超时即告知街道" in client.get(other.url).content.decode()
    history = client.get("/cases/ladders").content.decode()
    assert history.count("由5个工作日改为2个工作日") == 1
    assert "告知谁，由街道改为县区" in history
    nothing = client.post("/cases/ladders", asked | {"revisit-0-after": "5"})
    assert nothing.status_code == 422


def test_a_number_opens_both_sides_of_its_cases(busy: Quarter) -> None:
    with records.acting(busy.street):
        number = begun(busy)
        for side in Side:
            found = queries.trial_cases(
                number, queries.TrialAsked(side.value, "escalated", ("overdue_to_street",), "")
            )
            assert found
            for case in found:
                assert {step.side for step in case.steps} == set(Side)
                assert {step.what.value for step in case.steps} == {"escalated"}
