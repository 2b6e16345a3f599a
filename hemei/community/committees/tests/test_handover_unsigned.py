"""A handover whose giver refuses to sign, died or is nowhere ends by witnesses or the street, and never silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.committees import queries, services
from hemei.community.committees.models import Handover
from hemei.community.committees.pages.life import committee as life_pages
from hemei.community.committees.pages.life import keeping
from hemei.community.committees.rules.life_words import Side
from hemei.community.committees.services import UnsignedDraft
from hemei.community.committees.tests.conftest import Garden
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.recalling import Committee, made_committee, moment
from hemei.community.committees.tests.test_handover_ended import handovers, owed
from hemei.community.committees.tests.test_recall_undone import code_of, told
from hemei.community.committees.tests.test_recall_whole import refused_with
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import SeatEnd
from hemei.ground.people.tests.test_committee_pages import call, text
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing

NOTE = UnsignedDraft(
    why="refused", reason="十一月三日、五日两次上门，本人不开门，电话里说不交",
    witnesses=("社区王", "街道李"), paper=signed_list(),
)  # fmt: skip


@standing
def committee(garden: Garden) -> Committee:
    return made_committee(garden)


def left(committee: Committee) -> Handover:
    """Let a member leave who hands over the seal and nothing else."""
    people_services.leave_seat(
        actor=EVERYONE, now=committee.now, seat_id=committee.seats[4],
        day=shanghai_day(committee.now), reason=SeatEnd.RESIGNED,
    )  # fmt: skip
    committee.settle()
    (row,) = handovers()
    with records.acting(EVERYONE):
        seal = row.items.order_by("id").first()
    assert seal is not None
    committee.do(services.hand_item, item_id=seal.pk)
    return row


def ended(committee: Committee, row: Handover, *, street: bool = False, **more: object) -> None:
    who = committee.garden.street if street else committee.garden.secretary
    draft = replace(NOTE, paper=signed_list(), **more)  # type: ignore[arg-type]
    committee.garden.do(who, services.end_unsigned, now=committee.now, handover_id=row.pk, draft=draft)


def test_two_witnesses_end_what_the_giver_refuses_and_the_missing_is_named(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = left(committee)
    assert refused_with(lambda: ended(committee, row)) == {"not_late"}  # his three days run
    committee.pass_(10)
    with records.acting(EVERYONE):
        services.watch(actor=EVERYONE, now=committee.now)
    assert owed(committee) == {"left": 1, "late": 1}
    for more, code in (
        ({"why": "lazy"}, "why"),
        ({"reason": "不交"}, "reason"),
        ({"witnesses": ("社区王", " 社区王")}, "witnesses"),
        ({"document": "明光街〔2026〕9号"}, "street"),  # the community does not decide
    ):
        assert refused_with(lambda more=more: ended(committee, row, **more)) == {code}  # type: ignore[misc]
    bare = replace(NOTE, paper=services.SignedList())
    assert refused_with(lambda: committee.do(services.end_unsigned, handover_id=row.pk, draft=bare)) == {
        "scan"
    }
    ended(committee, row)
    (row,) = handovers()
    assert (row.ended_on, row.ended_why) == (shanghai_day(committee.now), "refused")
    assert told(row.stream)[0] == ("committees.handover_closed", ["第四十五条、第四十八条"])
    with records.acting(EVERYONE):
        (event, *_before) = record.latest_events(stream=row.stream, limit=9)
        assert event.payload["data"] == {
            "why": "refused",
            "decided": False,
            "missing": ["archives", "property"],
        }
        late = queries.DangerFilter(shanghai_day(committee.now), why=queries.Danger.HANDOVER_LATE)
        assert queries.committees_in_danger(late, actor=EVERYONE, now=committee.now) == []
    assert owed(committee) == {"left": 0, "late": 0}
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    page = text(call(life_pages.life, committee.garden.secretary, code_of(committee)))
    for words in ("移交方拒绝移交或者签字", "没有交出", "见证人：社区王、街道李", "业委会可以另行追索"):
        assert words in page
    assert "恢复原来的职务" not in page
    assert f"/handovers/{row.pk}/unsigned" not in page
    assert call(keeping.scan, committee.garden.secretary, row.pk, row.end_scan_id).status_code == 200
    for act in (
        lambda: ended(committee, row),
        lambda: committee.do(services.sign_handover, handover_id=row.pk, side=Side.GIVER),
    ):
        assert refused_with(act) == {"ended"}


def test_the_street_decides_alone_and_for_the_dead_nobody_waits(committee: Committee) -> None:
    row = left(committee)
    ended(committee, row, street=True, why="died", witnesses=(), document="明光街〔2026〕9号")
    (row,) = handovers()
    assert (row.ended_why, row.ended_document) == ("died", "明光街〔2026〕9号")
    with records.acting(EVERYONE):
        services.watch(actor=EVERYONE, now=committee.now + timedelta(days=20))
        with pytest.raises(IntegrityError, match="committees_handover_ended"), transaction.atomic():
            Handover.objects.update(end_scan_id=None)
        with pytest.raises(IntegrityError, match="committees_handover_end"), transaction.atomic():
            Handover.objects.update(ended_on=None)
    assert owed(committee) == {"left": 0}


def test_the_form_ends_it_and_a_signed_one_is_received_instead(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, desk = left(committee), committee.garden.secretary
    committee.pass_(10)
    monkeypatch.setattr(life_pages, "utc_now", moment(committee))
    monkeypatch.setattr(keeping, "utc_now", moment(committee))
    assert f"/handovers/{row.pk}/unsigned" in text(call(life_pages.life, desk, code_of(committee)))
    assert "书面决定的文号" not in text(call(keeping.unsigned, desk, row.pk))
    assert "书面决定的文号" in text(call(keeping.unsigned, committee.garden.street, row.pk))
    typed = {"why": "unreachable", "reason": NOTE.reason, "witness1": "社区王", "witness2": "街道李"}
    assert call(keeping.unsigned, desk, row.pk, post=typed).status_code == 422
    with records.acting(EVERYONE):
        for item in row.items.filter(handed_on=None):
            committee.do(services.hand_item, item_id=item.pk, absent=True)
    committee.do(services.sign_handover, handover_id=row.pk, side=Side.GIVER, paper=signed_list())
    assert refused_with(lambda: ended(committee, row)) == {"giver_signed"}
