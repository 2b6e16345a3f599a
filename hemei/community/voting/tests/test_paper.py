"""Ballots are printed, filled in, brought back, read, judged and confirmed; nothing counts before a person says so."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, Entry, PrintedSheet, PrintRun
from hemei.community.voting.rules.batches import SheetState
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.tests.conftest import CLOSES, Quarter
from hemei.community.voting.tests.papers import CLEAR, LATER, Desk
from hemei.community.voting.tests.pens import as_pdf
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused


def told(stream: str, kind: str) -> list[dict[str, object]]:
    return [event.data for _, event in record.events_of(streams=[stream], kind=kind)]


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.decision.reasons[0].code


def test_a_ballot_for_each_unit_is_printed_once_and_its_code_says_nothing_of_the_unit(desk):
    run = desk.print_all()
    sheets = list(run.sheets.select_related("roll_unit"))
    assert (run.sheets_total, run.sheets_set, len(sheets)) == (8, 8, 8)
    assert len({sheet.token for sheet in sheets}) == 8
    assert desk.print_all().pk == run.pk  # the same key asks once
    with pytest.raises(Refused) as refused:
        desk.print_all(key="again")
    assert code_of(refused) == "printed"
    [event] = told(run.stream, "voting.ballots_printed")
    assert not any(sheet.token in str(event) for sheet in sheets)


def test_a_stack_is_read_proposed_and_counted_only_when_a_person_confirms_it(desk):
    run = desk.print_all()
    drawn = desk.drawn(run)
    files = [desk.filled(run, canvas, *CLEAR) for canvas in list(drawn.values())[:2]]
    batch = desk.open()
    assert desk.bring(batch, as_pdf(files)) == 1
    assert desk.states(batch) == ["ready", "ready"]
    assert [line.put.words for line in desk.page(batch).sheets] == [{1: "for", 2: "against"}] * 2
    assert Ballot.objects.count() == 0
    with pytest.raises(Refused) as refused:
        desk.confirm(batch, ready=1)
    assert code_of(refused) == "changed"
    assert desk.confirm(batch, ready=2) == services.Confirmed(2, {})
    found = Ballot.objects.values_list("vote__number", "choice", "channel", "standing", "received_at")
    assert sorted(found) == sorted(
        [(1, "for", "paper", True, LATER), (2, "against", "paper", True, LATER)] * 2
    )
    for again, code in (
        (lambda: desk.confirm(batch, ready=2), "changed"),
        (lambda: desk.bring(batch, files[0]), "confirmed"),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert code_of(refused) == code
    [event] = told(f"voting.scan_batch:{batch}", "voting.batch_confirmed")
    assert event == {"sheets": 2, "left": {}, "unsigned": [], "by_proxy": []}
    # The same sheet once more, from another picture: shown, and not counted again.
    second = desk.open(key="b2")
    desk.bring(second, desk.filled(run, next(iter(drawn.values())), *CLEAR))
    assert desk.states(second) == ["entered"]
    assert queries.paper_counts(desk.roll.pk, actor=desk.clerk) == queries.PaperCounts(8, 8, 2)


def test_who_confirms_says_whose_signatures_he_saw_and_a_paper_without_one_is_not_valid(desk):
    run = desk.print_all()
    drawn = desk.drawn(run)
    three = [sheet for sheet in drawn if sheet.roll_unit.owner_ids and sheet.roll_unit.delivered][:3]
    plain, proxied, signed = (serial_of(run.number, one.number) for one in three)
    batch = desk.open()
    desk.bring(batch, *(desk.filled(run, drawn[one], *CLEAR) for one in three))
    for said, code in (
        ({"seen": False}, "signatures"),
        ({"unsigned": ["9-9999"]}, "no_serial"),
        ({"unsigned": [plain], "by_proxy": [plain]}, "named_twice"),
        ({"by_proxy": [proxied]}, "no_proxy"),
    ):
        with pytest.raises(Refused) as refused:
            desk.confirm(batch, ready=3, **said)
        assert code_of(refused) == code
    holder = next(
        one for one in desk.quarter.town.persons.values() if one not in three[1].roll_unit.owner_ids
    )
    services.give_proxy(
        actor=desk.clerk, now=LATER, roll_unit_id=three[1].roll_unit_id, holder_id=holder, evidence="委托书"
    )
    assert desk.confirm(batch, ready=3, unsigned=[plain], by_proxy=[proxied]).entered == 3
    found = Ballot.objects.filter(vote__number=1).values_list(
        "roll_unit_id", "valid", "standing", "sheet__basis"
    )
    assert sorted(found) == sorted(
        [
            (three[0].roll_unit_id, False, False, "paper"),
            (three[1].roll_unit_id, True, True, "proxy"),
            (three[2].roll_unit_id, True, True, "paper"),
        ]
    )
    assert signed not in {plain, proxied}
    [event] = told(f"voting.scan_batch:{batch}", "voting.batch_confirmed")
    assert (event["unsigned"], event["by_proxy"]) == ([three[0].pk], [three[1].pk])


def test_what_is_not_clear_goes_to_two_clerks_who_do_not_see_each_other_and_a_third(desk):
    run = desk.print_all()
    [canvas, *_] = desk.drawn(run).values()
    batch = desk.open()
    desk.bring(batch, desk.filled(run, canvas, ("two", "for"), ("tick", "abstain")))
    [line] = desk.page(batch).sheets
    [scan] = line.put.scans
    assert line.put.state is SheetState.JUDGING

    def enter(clerk, word, items=(1,)):
        services.enter_words(actor=clerk, now=LATER, scan_id=scan.id, words=dict.fromkeys(items, word))

    for words in ({}, {2: "for"}, {1: "perhaps"}, {9: "for"}):
        with pytest.raises(Refused) as refused:
            services.enter_words(actor=desk.clerk, now=LATER, scan_id=scan.id, words=words)
        assert code_of(refused) == "no_word"
    enter(desk.clerk, "for")
    with pytest.raises(Refused) as refused:
        enter(desk.clerk, "for")
    assert code_of(refused) == "same_clerk"
    assert desk.page(batch).open_for == ()
    page = queries.scanned_page(scan.id, actor=desk.second)
    assert page is not None
    assert (page.items, page.doubts) == ((1,), {1: "several_marked"})
    enter(desk.second, "against")
    assert desk.states(batch) == ["judging"]
    enter(desk.third, "spoiled")
    assert [line.put.words for line in desk.page(batch).sheets] == [{1: "spoiled", 2: "abstain"}]
    desk.confirm(batch, ready=1)
    found = Ballot.objects.order_by("vote__number").values_list("valid", "standing", "choice")
    assert list(found) == [(False, False, "abstain"), (True, True, "abstain")]
    events = told(f"voting.scan_batch:{batch}", "voting.page_judged")
    assert all(set(data) == {"scan", "items"} for data in events)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(word="for")


def test_a_person_may_doubt_what_was_read(desk):
    run = desk.print_all()
    [canvas, *_] = desk.drawn(run).values()
    batch = desk.open()
    desk.bring(batch, desk.filled(run, canvas, *CLEAR))
    [line] = desk.page(batch).sheets
    services.doubt_reading(actor=desk.clerk, now=LATER, scan_id=line.put.scans[0].id)
    assert desk.states(batch) == ["judging"]
    with pytest.raises(Refused) as refused:
        services.doubt_reading(actor=desk.clerk, now=LATER, scan_id=line.put.scans[0].id)
    assert code_of(refused) == "open_already"


def test_a_copied_code_waits_until_a_person_sets_one_of_the_two_aside(desk):
    run = desk.print_all()
    [canvas, *_] = desk.drawn(run).values()
    batch = desk.open()
    genuine = desk.filled(run, canvas, *CLEAR)
    copied = desk.filled(run, canvas, ("tick", "against"), ("tick", "against"))
    assert desk.bring(batch, genuine, copied, genuine) == 2  # the very same file is kept once
    assert desk.states(batch) == ["repeated"]
    with pytest.raises(Refused) as refused:
        desk.confirm(batch, ready=0)
    assert code_of(refused) == "changed"
    [line] = desk.page(batch).sheets
    desk.aside(line.put.scans[1].id, "复印件", at=LATER)
    assert desk.states(batch) == ["ready"]
    assert [loose.aside for loose in desk.page(batch).loose] == [True]
    assert desk.confirm(batch, ready=1).entered == 1


def test_an_earlier_print_of_a_ballot_is_void_also_when_it_is_handed_in(desk):
    run = desk.print_all()
    sheet, canvas = next(iter(desk.drawn(run).items()))
    new = services.reprint_sheet(actor=desk.clerk, now=NOW, sheet_id=sheet.pk, reason="弄丢了", key="r1")
    assert services.reprint_sheet(actor=desk.clerk, now=NOW, sheet_id=sheet.pk, reason="x", key="r1") == new
    with pytest.raises(Refused) as refused:
        services.reprint_sheet(actor=desk.clerk, now=NOW, sheet_id=sheet.pk, reason="再来", key="r2")
    assert code_of(refused) == "voided"
    services.set_waiting_runs(clock=lambda: NOW)
    fresh_run = PrintRun.objects.get(pk=new)
    [(fresh, fresh_canvas)] = desk.drawn(fresh_run).items()
    assert (fresh.roll_unit_id, fresh.token == sheet.token) == (sheet.roll_unit_id, False)
    batch = desk.open()
    desk.bring(batch, desk.filled(run, canvas, *CLEAR), desk.filled(fresh_run, fresh_canvas, *CLEAR))
    assert sorted(desk.states(batch)) == ["ready", "voided"]
    assert desk.confirm(batch, ready=1) == services.Confirmed(1, {"voided": 1})
    [event] = told(fresh_run.stream, "voting.sheet_reprinted")
    assert event["voided"] == sheet.pk
    assert record.sealed_row(event["texts"]["reason"]["vault"]).stream == run.stream  # no owner reads that
    assert "弄丢了" not in str(event)
    with pytest.raises(Refused) as counted:
        services.reprint_sheet(actor=desk.clerk, now=NOW, sheet_id=fresh.pk, reason="写错了", key="r3")
    assert code_of(counted) == "entered"


def test_what_is_no_ballot_of_this_vote_is_named_and_an_unreadable_one_is_named_by_hand(desk):
    run = desk.print_all()
    sheet, canvas = next(iter(desk.drawn(run).items()))
    other = desk.quarter.freeze(key="k2")
    foreign_run = services.start_print_run(actor=desk.clerk, now=NOW, roll_id=other.pk, key="other")
    services.set_waiting_runs(clock=lambda: NOW)
    foreign = next(iter(desk.drawn(PrintRun.objects.get(pk=foreign_run)).values()))
    torn = canvas.copy()
    torn[20 * 8 : 58 * 8, 155 * 8 : 190 * 8] = 255
    batch = desk.open()
    desk.bring(
        batch, desk.filled(run, foreign, *CLEAR), desk.filled(run, torn, *CLEAR), b"\xff\xd8\xff not a photo"
    )
    page = desk.page(batch)
    assert (page.sheets, page.unreadable) == ((), 1)
    assert [loose.problem for loose in page.loose] == ["other_vote", "no_code"]
    for serial in ("", "1-9999", "x-1", "1-1-1"):
        with pytest.raises(Refused) as refused:
            services.name_sheet(actor=desk.clerk, now=LATER, scan_id=page.loose[1].id, serial=serial, page=1)
        assert code_of(refused) == "no_serial"
    services.name_sheet(
        actor=desk.clerk, now=LATER, scan_id=page.loose[1].id, serial=f"1-{sheet.number:04}", page=1
    )
    for clerk in (desk.second, desk.third):
        services.enter_words(actor=clerk, now=LATER, scan_id=page.loose[1].id, words={1: "for", 2: "against"})
    assert desk.confirm(batch, ready=1).entered == 1


def test_paper_that_came_after_the_end_is_refused_and_what_came_in_time_may_be_entered_later(desk):
    after = CLOSES + timedelta(seconds=1)
    with pytest.raises(Refused) as refused:
        desk.open(at=after)
    assert code_of(refused) == "not_in_time"
    batch = services.open_batch(
        actor=desk.clerk, now=after, roll_id=desk.roll.pk, handed_from=CLOSES, received_at=CLOSES, key="late"
    )
    assert desk.page(batch).sheets == ()
    for act in (
        lambda: services.start_print_run(actor=desk.clerk, now=after, roll_id=desk.roll.pk, key="late"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == "closed"


@pytest.mark.parametrize("content", [b"GIF89a", b"", b"PK\x03\x04"])
def test_a_file_of_another_kind_is_refused_and_none_of_the_others_is_kept(desk, content):
    batch = desk.open()
    with pytest.raises(Refused) as refused:
        desk.bring(batch, b"\xff\xd8\xff first", content)
    assert code_of(refused) == "unknown_file"
    assert desk.page(batch).row.files == 0


def test_a_file_larger_than_any_scan_is_refused_without_being_read_to_its_end(desk):
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size=-1):
            assert size > 0
            self.taken += size
            return b"%PDF-1.7" + b"0" * (size - 8)

        def seek(self, *_):
            return 0

    batch, endless = desk.open(), Endless()
    with pytest.raises(Refused) as refused:
        services.add_scans(actor=desk.clerk, now=LATER, batch_id=batch, uploads=[("1GB.pdf", endless)])
    assert code_of(refused) == "too_large"
    assert endless.taken < 31_000_000


def test_nobody_else_prints_or_brings_in(desk):
    stranger = desk.quarter.town.actor(Role.STREET_CLERK, "340102001001", "东风社区居委会", account=4)
    for act in (
        lambda: services.start_print_run(actor=stranger, now=NOW, roll_id=desk.roll.pk, key="x"),
        lambda: services.open_batch(
            actor=stranger, now=NOW, roll_id=desk.roll.pk, handed_from=NOW, received_at=NOW, key="x"
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == "forbidden"


def test_a_run_that_was_killed_is_set_again_with_the_same_tokens(quarter: Quarter, settings, tmp_path):
    settings.MEDIA, desk = tmp_path, Desk(quarter)
    run = services.start_print_run(actor=desk.clerk, now=NOW, roll_id=desk.roll.pk, key="run")
    tokens = set(PrintedSheet.objects.values_list("token", flat=True))

    def killed(_run):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.set_waiting_runs(clock=lambda: NOW, moved=killed)
    assert queries.printed_pdf(run, actor=desk.clerk) is None
    assert (
        services.set_waiting_runs(clock=lambda: NOW + timedelta(seconds=30)) == 0
    )  # it may still be at work
    assert services.set_waiting_runs(clock=lambda: NOW + timedelta(seconds=61)) == 1
    assert set(PrintedSheet.objects.values_list("token", flat=True)) == tokens
    assert queries.printed_pdf(run, actor=desk.clerk) is not None
