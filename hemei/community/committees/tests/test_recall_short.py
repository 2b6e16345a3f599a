"""Where too few take part in the vote on a recall the owners decided nothing: it is held again, as any other matter."""

from __future__ import annotations

import pytest

from hemei.community.committees import services
from hemei.community.committees.pages.life import committee as life_pages
from hemei.community.committees.rules.life_words import RecallState
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.living import CITED
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.committees.tests.test_recall_undone import CALL, WHY, code_of, proposed, row_of, told
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly
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


def test_a_recount_that_finds_enough_decides_what_waits(committee: Committee) -> None:
    recall = committee.recall(3, committee.seats[:2])
    assert committee.voted(recall, came=6, agree=6) is RecallState.HEARD
    services.decide_recalls(
        actor=EVERYONE, now=committee.now, assembly_id=row_of(recall).assembly_id or 0, passed={1: True},
        day=shanghai_day(committee.now), recounted=True,
    )  # fmt: skip
    assert row_of(recall).state == RecallState.PASSED
    assert CALL not in committee.owed()
