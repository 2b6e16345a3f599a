"""Who came as a side without a body is told that it was noted to refuse its signature, or is to be told by hand."""

from __future__ import annotations

from typing import Any

import pytest

from hemei.community.meetings import queries
from hemei.community.meetings.pages import meeting as pages
from hemei.community.meetings.tests.conftest import LATER, Neighbours
from hemei.community.meetings.tests.test_refused import WHY, note
from hemei.community.meetings.tests.test_signed import call, text
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor


def heard(neighbours: Neighbours, name: str = "", **respondent: Any) -> int:
    """A hearing on a recall whose proposer and chair signed and whose respondent, who has no body here, did not."""
    meeting = neighbours.call("recall_hearing", codes=("proposers", "respondent", "residents_committee"))
    chair = neighbours.come(meeting, "residents_committee", "主持人")
    proposer = neighbours.come(meeting, "proposers", "提出人甲")
    neighbours.come(meeting, "respondent", name, **respondent)
    neighbours.open(meeting, chair)
    for number in (1, 2):
        neighbours.decide(meeting, number, found=queries.Outcome.NOTED)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="听取意见。")
    neighbours.act("sign_minutes", meeting, attendance_ids=[chair, proposer])
    return meeting


def told(neighbours: Neighbours, meeting: int) -> Any:
    with records.acting(SYSTEM):
        events = record.history(stream=neighbours.row(meeting).stream)
    return next(one.data["persons"] for one in events if one.type == "meetings.refusal_noted")


def test_who_came_as_himself_is_told_and_who_is_a_name_alone_is_told_by_hand(neighbours: Neighbours) -> None:
    known = neighbours.owners[0].person_id
    meeting = heard(neighbours, person_id=known)
    assert note(neighbours, meeting, side="respondent").told
    assert told(neighbours, meeting) == [known]
    meeting = heard(neighbours, "当事人")
    assert not note(neighbours, meeting, side="respondent").told
    assert told(neighbours, meeting) == []


@pytest.mark.parametrize(("name", "said"), [("当事人", "请当面或者书面告知"), ("", "并告知这一方")])
def test_the_page_says_whether_the_side_was_told(
    neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: LATER)
    heard_words: list[str] = []
    monkeypatch.setattr(pages.messages, "success", lambda _request, words: heard_words.append(str(words)))
    meeting = heard(neighbours, name, person_id=None if name else neighbours.owners[0].person_id)
    assert "只登记了姓名的人请当面或者书面告知" in text(call(pages.meeting, neighbours.clerk, meeting))
    typed: dict[str, object] = {"side": "respondent", "refused_on": "2026-11-10", "reason": WHY}
    assert call(pages.act, neighbours.clerk, meeting, "refuse", post=typed).status_code == 302
    [words] = heard_words
    assert said in words
    assert ("当面" in words) == bool(name)


def test_who_came_for_it_in_office_finds_it_on_his_workbench_and_nobody_else(neighbours: Neighbours) -> None:
    def waits(actor: Actor) -> list[str]:
        with records.acting(actor):
            return [row.kind for row in queries.inbox(actor=actor)]

    street = neighbours.quarter.street
    meeting = heard(neighbours, person_id=street.person_id)
    assert waits(street) == []
    note(neighbours, meeting, side="respondent")
    assert waits(street) == ["meetings.refused"]
    assert "meetings.refused" not in waits(neighbours.clerk)
    assert waits(neighbours.company) == []
