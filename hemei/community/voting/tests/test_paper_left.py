"""Paper that came in time is not lost: what a confirmed batch left open is judged, set aside and entered later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, Roll, ScanBatch
from hemei.community.voting.tests.conftest import CLOSES
from hemei.community.voting.tests.papers import CLEAR, LATER, Desk
from hemei.community.voting.tests.test_paper import code_of, told
from hemei.ground.people.tests.factories import NOW
from hemei.kernel.decision import Refused

AFTER = CLOSES + timedelta(hours=1)


def half_open(desk: Desk) -> tuple[int, int, int]:
    """Confirm a batch of three sheets of which one is to be judged and one was seen twice; return it and two pages."""
    run = desk.print_all()
    ready, unclear, twice = list(desk.drawn(run).values())[:3]
    batch = desk.open()
    desk.bring(
        batch, desk.filled(run, ready, *CLEAR), desk.filled(run, unclear, ("two", "for"), ("tick", "for")),
        desk.filled(run, twice, *CLEAR), desk.filled(run, twice, *CLEAR),
    )  # fmt: skip
    assert desk.states(batch) == ["ready", "judging", "repeated"]
    assert desk.confirm(batch, ready=1) == services.Confirmed(1, {"judging": 1, "repeated": 1})
    _, judging, repeated = desk.page(batch).sheets
    return batch, judging.put.scans[0].id, repeated.put.scans[1].id


def test_what_a_confirmed_batch_left_open_is_judged_and_set_aside_and_entered(desk):
    batch, unclear, copy = half_open(desk)
    confirmed_at = ScanBatch.objects.get(pk=batch).confirmed_at
    assert desk.page(batch).open_for == (unclear,)
    for clerk in (desk.clerk, desk.second):
        services.enter_words(actor=clerk, now=AFTER, scan_id=unclear, words={1: "spoiled"})
    desk.aside(copy, "同一张票拍了两次", at=AFTER)
    assert desk.states(batch) == ["entered", "ready", "ready"]
    assert desk.confirm(batch, ready=2) == services.Confirmed(2, {"entered": 1})
    found = Ballot.objects.filter(vote__number=2).values_list("standing", "received_at")
    assert list(found) == [(True, LATER)] * 3
    first, second = told(f"voting.scan_batch:{batch}", "voting.batch_confirmed")
    assert (first["sheets"], second["sheets"]) == (1, 2)
    assert ScanBatch.objects.get(pk=batch).confirmed_at == confirmed_at


def test_the_list_of_batches_says_where_something_waits(desk):
    batch, unclear, _copy = half_open(desk)
    assert [row.left for row in queries.batches(desk.roll.pk, actor=desk.clerk)] == [2]
    desk.aside(unclear, "不是选票", at=LATER)
    [row] = queries.batches(desk.roll.pk, actor=desk.clerk)
    assert (row.id, row.left) == (batch, 1)


def test_what_came_back_is_not_made_void_by_printing_another(desk):
    batch, unclear, _copy = half_open(desk)
    sheet = desk.page(batch).sheets[1].put.sheet
    again = {"actor": desk.clerk, "now": LATER, "sheet_id": sheet, "reason": "写错了", "key": "r1"}
    with pytest.raises(Refused) as refused:
        services.reprint_sheet(**again)
    assert code_of(refused) == "scanned"
    desk.aside(unclear, "没有签名，业主要重写", at=LATER)
    assert services.reprint_sheet(**again)


def test_a_page_whose_sheet_counts_or_whose_roll_is_sealed_is_left_as_it_is(desk):
    batch, unclear, _copy = half_open(desk)
    [counted] = desk.page(batch).sheets[0].put.scans
    for act in (
        lambda: services.doubt_reading(actor=desk.clerk, now=LATER, scan_id=counted.id),
        lambda: desk.aside(counted.id, "复印件", at=LATER),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == "entered"
    Roll.objects.filter(pk=desk.roll.pk).update(closed_at=AFTER)
    for act in (
        lambda: services.enter_words(actor=desk.clerk, now=AFTER, scan_id=unclear, words={1: "for"}),
        lambda: desk.aside(unclear, "复印件", at=AFTER),
        lambda: desk.confirm(batch, ready=0),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == "closed"
    page = queries.scanned_page(unclear, actor=desk.clerk)
    assert page is not None
    assert (page.open, desk.page(batch).open_for) == (False, ())


def test_a_new_photo_of_a_page_left_open_may_take_its_place(desk):
    """The old page is set aside in its confirmed batch; the new one counts in its own."""
    batch, unclear, _copy = half_open(desk)
    run = desk.print_all()  # the same key: the run there is
    canvas = list(desk.drawn(run).values())[1]
    second = desk.open(key="b2", at=LATER, since=NOW)
    desk.bring(second, desk.filled(run, canvas, *CLEAR))
    assert desk.states(second) == ["repeated"]
    desk.aside(unclear, "没有拍清楚", at=LATER)
    assert desk.states(second) == ["ready"]
    assert desk.confirm(second, ready=1).entered == 1
    assert desk.states(batch) == ["entered", "repeated"]
