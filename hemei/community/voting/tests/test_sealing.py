"""A vote is sealed when the paper that came in time is settled, or the community says why some of it is left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, PrintedSheet, Roll, ScanFile
from hemei.community.voting.pages import assembly, closing
from hemei.community.voting.rules.sealing import Unsettled, may_seal
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.tests.papers import CLEAR, Desk
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, noticed
from hemei.community.voting.tests.test_pages import call, text
from hemei.community.voting.tests.test_paper import code_of
from hemei.ground.records import queries as record
from hemei.kernel.decision import Refused

AFTER = ENDS + timedelta(seconds=1)
WHY = "扫描件损坏，原件已经移交法院"


class Hall(Desk):
    """The desk of a meeting."""

    def __init__(self, quarter) -> None:
        super().__init__(quarter)
        self.found = noticed(quarter)
        self.roll = Roll.objects.get(assembly=self.found)

    def close(self, **said) -> None:
        services.close_assembly(actor=self.clerk, now=AFTER, assembly_id=self.found.pk, **said)

    def refused(self, **said) -> dict[str, object]:
        with pytest.raises(Refused) as refused:
            self.close(**said)
        assert code_of(refused) == "unsettled"
        return dict(refused.value.decision.reasons[0].values)


@pytest.fixture
def hall(quarter, settings, tmp_path) -> Hall:
    settings.MEDIA = tmp_path
    return Hall(quarter)


def counts(files: int = 0, pages: int = 0, sheets: int = 0) -> dict[str, object]:
    return {"files": files, "pages": pages, "sheets": sheets}


def test_paper_that_came_in_time_is_entered_after_the_end_before_the_vote_is_sealed(hall):
    run = hall.print_all()
    canvases = list(hall.drawn(run).values())
    taken = serial_of(run.number, PrintedSheet.objects.filter(run=run).order_by("number").last().number)
    services.take_sheet(actor=hall.clerk, now=ENDS, roll_id=hall.roll.pk, said=taken)
    batch = hall.open(at=FIRST_BALLOT)
    hall.work, work = lambda at: None, hall.work  # nobody reads
    hall.bring(
        batch, hall.filled(run, canvases[0], *CLEAR), hall.filled(run, canvases[1], ("two", "for"), CLEAR[1])
    )
    assert hall.refused() == counts(files=2, sheets=1)
    work(AFTER)
    assert not ScanFile.objects.filter(read_at=None).exists()
    assert hall.refused() == counts(sheets=3)
    act = {"actor": hall.clerk, "now": AFTER}
    signed = services.SignedDraft(seen=True, stack=services.SignedAs(evidence="推选书，存档案盒三"))
    services.confirm_batch(batch_id=batch, ready=1, signed=signed, **act)
    assert hall.refused() == counts(sheets=2)
    [unclear] = hall.page(batch).open_for
    for clerk in (hall.clerk, hall.second):
        services.enter_words(actor=clerk, now=AFTER, scan_id=unclear, words={1: "for"})
    late = services.open_batch(
        roll_id=hall.roll.pk, handed_from=FIRST_BALLOT, received_at=ENDS, key="late", **act
    )
    hall.work = work
    hall.bring(late, hall.filled(run, canvases[-1], *CLEAR))
    services.confirm_batch(batch_id=batch, ready=1, signed=signed, **act)
    services.confirm_batch(batch_id=late, ready=1, signed=signed, **act)
    hall.close()
    moments = Ballot.objects.filter(vote__number=1).order_by("id").values_list("received_at", flat=True)
    assert list(moments) == [FIRST_BALLOT, FIRST_BALLOT, ENDS]


def test_a_page_of_no_known_ballot_is_named_or_set_aside_first(hall):
    run = hall.print_all()
    torn = next(iter(hall.drawn(run).values())).copy()
    torn[20 * 8 : 58 * 8, 155 * 8 : 190 * 8] = 255
    batch = hall.open(at=FIRST_BALLOT)
    hall.bring(batch, hall.filled(run, torn, *CLEAR))
    assert hall.refused() == counts(pages=1)
    [loose] = hall.page(batch).loose
    hall.aside(loose.id, "不是选票", at=AFTER)
    hall.close()


def test_what_is_left_out_stands_in_the_result_with_who_said_why(hall):
    run = hall.print_all()
    [first, *_] = PrintedSheet.objects.filter(run=run).order_by("number")
    services.take_sheet(
        actor=hall.clerk, now=ENDS, roll_id=hall.roll.pk, said=serial_of(run.number, first.number)
    )
    assert hall.refused(reason=" ") == counts(sheets=1)
    hall.close(reason=WHY)
    services.judge_assembly(actor=hall.clerk, now=AFTER, assembly_id=hall.found.pk)
    [hire, *_] = queries.outcomes(hall.found.pk, actor=hall.clerk)
    assert hire.details["left_out"] == 1
    [said] = [one for one in queries.reasons_for(hire) if one.code == "left_out"]
    assert said.values == {"count": "1"}
    assert queries.left_out_for([hall.found.pk]) == {hall.found.pk: WHY}
    [(_, event)] = record.events_of(streams=[hall.found.stream], kind="voting.assembly_closed")
    assert event.data["left_out"] == counts(sheets=1)
    assert WHY not in str(event)


def test_the_page_says_what_waits_and_asks_the_community_alone_for_a_reason(hall, monkeypatch):
    for module in (closing, assembly):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER)
    run = hall.print_all()
    [first, *_] = PrintedSheet.objects.filter(run=run).order_by("number")
    services.take_sheet(
        actor=hall.clerk, now=ENDS, roll_id=hall.roll.pk, said=serial_of(run.number, first.number)
    )
    page = text(call(closing.close, hall.clerk, hall.found.pk))
    assert "1张票没有计入" in page
    assert 'name="reason"' in page
    refused = call(closing.close, hall.clerk, hall.found.pk, post={})
    assert (refused.status_code, "由居民委员会写明原因后封存" in text(refused)) == (422, True)
    assert call(closing.close, hall.clerk, hall.found.pk, post={"reason": WHY}).status_code == 302
    services.judge_assembly(actor=hall.clerk, now=AFTER, assembly_id=hall.found.pk)
    shown = text(call(assembly.assembly, hall.clerk, hall.found.pk))
    assert f"原因：{WHY}" in shown
    assert "表决到" in shown


def test_only_who_keeps_the_paper_leaves_some_out():
    left = Unsettled(sheets=1)
    assert may_seal(left, reason="来不及", keeps_paper=True).allowed
    assert not may_seal(left, reason="来不及", keeps_paper=False).allowed
    assert not may_seal(left, reason=" ", keeps_paper=True).allowed
    assert may_seal(Unsettled(), reason="", keeps_paper=False).allowed
