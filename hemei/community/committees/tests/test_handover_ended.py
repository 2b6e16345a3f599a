"""A member whose seat ended by what does not stand owes no handover once he sits again; the chair he was still does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from hemei.community.committees import queries, services
from hemei.community.committees.models import Contest, Handover
from hemei.community.committees.pages.life import committee as life_pages
from hemei.community.committees.rules.life_words import RecallState, Side
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.committees.tests.test_recall_undone import annulled, code_of, told
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from tests.grounds import standing


@standing
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


def handovers() -> list[Handover]:
    with records.acting(EVERYONE):
        return list(Handover.objects.order_by("id"))


def owed(committee: Committee) -> dict[str, int]:
    """Return how many duties by reason of the one handover are open, by what they ask for."""
    (row,) = handovers()
    with records.acting(EVERYONE):
        found = duties.progress_of(actor=EVERYONE, now=committee.now, origin_streams=[row.stream])
    return {item: one.open for (_stream, item), one in found.items()}


def recalled_and_annulled(committee: Committee, seat: int) -> int:
    """Recall a member by a result that is annulled; return the contest on which the street decides."""
    recall = committee.recall(seat, committee.seats[:2])
    assert committee.voted(recall, came=7, agree=4) is RecallState.PASSED
    annulled(committee, recall)
    with records.acting(EVERYONE):
        return Contest.objects.get().pk


def decided(committee: Committee, contest: int, choice: str) -> None:
    services.settle_contest(
        actor=committee.garden.street, now=committee.now, contest_id=contest, choice=choice,
        reason="法院撤销了这次表决，席位还空着",
    )  # fmt: skip
    committee.settle()


def test_a_member_who_sits_again_hands_over_nothing(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    contest = recalled_and_annulled(committee, 4)
    (row,) = handovers()
    with records.acting(EVERYONE):
        item = row.items.order_by("id").first()
    assert item is not None
    committee.do(services.hand_item, item_id=item.pk)
    assert owed(committee) == {"left": 1}
    decided(committee, contest, "followed")
    (row,) = handovers()
    assert (row.ended_on, row.receiver_signed_at) == (shanghai_day(committee.now), None)
    assert told(row.stream)[0] == ("committees.handover_ended", ["第四十五条"])
    assert owed(committee) == {"left": 0}
    committee.pass_(20)
    with records.acting(EVERYONE):
        services.watch(actor=EVERYONE, now=committee.now)
        services.begin_left(actor=EVERYONE, now=committee.now, seat_id=row.seat_id or 0, day=row.begun_on)
        late = queries.DangerFilter(shanghai_day(committee.now), why=queries.Danger.HANDOVER_LATE)
        assert queries.committees_in_danger(late, actor=EVERYONE, now=committee.now) == []
        with pytest.raises(IntegrityError, match="committees_handover_ended"), transaction.atomic():
            Handover.objects.update(giver_signed_at=committee.now, receiver_signed_at=committee.now)
    assert owed(committee) == {"left": 0}
    assert len(handovers()) == 1
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    page = text(call(life_pages.life, committee.garden.secretary, code_of(committee)))
    assert f"委员{row.ended_on}恢复原来的职务，这次移交随之终止" in page
    assert "不用移交" in page
    assert "移交方签字</a>" not in page
    for act in (
        lambda: committee.do(services.hand_item, item_id=item.pk),
        lambda: committee.do(services.sign_handover, handover_id=row.pk, side=Side.GIVER),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert [one.code for one in refused.value.decision.reasons] == ["ended"]


def test_what_the_street_leaves_as_it_is_is_handed_over(committee: Committee) -> None:
    contest = recalled_and_annulled(committee, 4)
    decided(committee, contest, "left")
    (row,) = handovers()
    assert row.ended_on is None
    assert owed(committee) == {"left": 1}


def test_a_chair_who_comes_back_as_a_member_hands_over_what_the_chair_keeps(committee: Committee) -> None:
    with records.acting(EVERYONE):
        committee.seats[4] = people_services.change_post(
            actor=EVERYONE, now=committee.now, seat_id=committee.seats[4], post=Post.CHAIR,
            day=shanghai_day(committee.now),
        )  # fmt: skip
    recall_seat = committee.seats[4]
    contest = recalled_and_annulled(committee, 4)
    decided(committee, contest, "followed")
    (row,) = handovers()
    assert (row.seat_id, row.ended_on) == (recall_seat, None)
    assert owed(committee) == {"left": 1}
