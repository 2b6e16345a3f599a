"""Where too few take part in the vote on a recall the owners decided nothing: it is held again, as any other matter."""

from __future__ import annotations

import pytest

from hemei.community.committees import services
from hemei.community.committees.models import Contest
from hemei.community.committees.pages.life import committee as life_pages
from hemei.community.committees.pages.life import contests as contest_pages
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.living import CITED
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.committees.tests.test_recall_undone import CALL, WHY, code_of, proposed, row_of, told
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly, Ballot
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing


@standing
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


def test_a_recall_without_quorum_waits_for_a_meeting_that_repeats_it(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=6, agree=6) is RecallState.HEARD
    row = row_of(recall)
    first = row.assembly_id
    assert (row.decided_on, row.vote_due_on is not None) == (shanghai_day(committee.now), True)
    assert CALL in committee.owed()
    assert told(row.stream)[0] == ("committees.recall_vote_short", ["第四十四条"])
    assert len(committee.sitting()) == 5
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    page = text(call(life_pages.life, committee.garden.secretary, code_of(committee)))
    assert "参与表决没有达到要求，须重新召集" in page
    # The one that repeats it is called off: the next repeats the first all the same.
    second = committee.noticed(recall)
    committee.pass_(1)
    committee.do(voting.call_off_assembly, assembly_id=second, reason=WHY, cited=CITED)
    committee.settle()
    assert (row_of(recall).state, row_of(recall).decided_on) == (RecallState.HEARD, None)
    assert committee.voted(recall, came=7, agree=4) is RecallState.PASSED
    with records.acting(EVERYONE):
        rows = dict(Assembly.objects.values_list("pk", "repeats_id"))
    assert (rows.pop(first), set(rows.values())) == (None, {first})
    assert committee.sitting() == [1, 2, 3, 4]
    assert CALL not in committee.owed()


def test_what_owners_asked_for_is_held_again_on_their_proposal(committee: Committee) -> None:
    recall = committee.recall(4, proposal=proposed(committee))
    assert committee.voted(recall, came=6, agree=6) is RecallState.HEARD
    assert committee.voted(recall, came=8, agree=5) is RecallState.PASSED


def recounted(committee: Committee, recall: int) -> RecallState:
    """Strike a ballot by a judgment and count anew; return where the recall then stands."""
    number = row_of(recall).assembly_id or 0
    with records.acting(EVERYONE):
        sheet = Ballot.objects.filter(vote__roll__assembly=number, choice="for").order_by("pk").first()
        assert sheet is not None
    draft = voting.StrikeDraft(
        sheet_id=sheet.sheet_id, ground="court", reason="签名不是业主本人的", document="（2026）皖0102民初1号"
    )
    committee.do(voting.strike_ballots, assembly_id=number, draft=draft)
    committee.do(voting.recount_assembly, assembly_id=number)
    committee.settle()
    return RecallState(row_of(recall).state)


def test_a_recall_that_failed_is_held_again_once_a_recount_finds_too_few(committee: Committee) -> None:
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=7, agree=3) is RecallState.FAILED
    assert recounted(committee, recall) is RecallState.HEARD
    assert CALL in committee.owed()
    assert told(row_of(recall).stream)[0][0] == "committees.recall_vote_short"
    assert committee.voted(recall, came=7, agree=4) is RecallState.PASSED
    assert committee.sitting() == [1, 2, 3, 4]


def test_a_recall_that_failed_stays_so_where_the_member_is_proposed_again_or_left(
    committee: Committee,
) -> None:
    first = committee.recall(4, committee.seats[:2])
    assert committee.voted(first, came=7, agree=3) is RecallState.FAILED
    second = committee.recall(4, committee.seats[:2])
    assert recounted(committee, first) is RecallState.FAILED
    assert row_of(second).state == RecallState.HEARD


def test_a_recall_that_passed_is_held_again_of_the_seat_that_is_taken_again(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = committee.recall(4, committee.seats[:2])
    assert committee.voted(recall, came=7, agree=4) is RecallState.PASSED
    assert recounted(committee, recall) is RecallState.PASSED  # nothing is undone by it, the street decides
    street = committee.garden.street
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    page = text(call(life_pages.life, street, code_of(committee)))
    assert "参与表决没有达到要求，业主没有作出决定" in page
    with records.acting(EVERYONE):
        (contest,) = Contest.objects.all()
    assert "罢免重新召集会议表决" in text(call(contest_pages.settle, street, contest.pk))
    services.settle_contest(
        actor=street,
        now=committee.now,
        contest_id=contest.pk,
        choice="followed",
        reason="按重新计票办理，重新表决",
    )
    committee.settle()
    assert (row_of(recall).state, committee.sitting()) == (RecallState.HEARD, [1, 2, 3, 4, 5])
    assert CALL in committee.owed()
    assert committee.voted(recall, came=7, agree=5) is RecallState.PASSED
    assert committee.sitting() == [1, 2, 3, 4]


def test_a_recount_that_finds_enough_decides_what_waits(committee: Committee) -> None:
    recall = committee.recall(3, committee.seats[:2])
    assert committee.voted(recall, came=6, agree=6) is RecallState.HEARD
    services.decide_recalls(
        actor=EVERYONE, now=committee.now, assembly_id=row_of(recall).assembly_id or 0, passed={1: True},
        day=shanghai_day(committee.now), recounted=True,
    )  # fmt: skip
    assert row_of(recall).state == RecallState.PASSED
    assert CALL not in committee.owed()
