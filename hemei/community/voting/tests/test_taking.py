"""Paper that is handed in at the counter keeps its own moment, and decides by it which ballot of a unit counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, PrintedSheet, Roll, Sheet
from hemei.community.voting.rules.sheets import code_text, serial_of
from hemei.community.voting.tests.conftest import CLOSES
from hemei.community.voting.tests.papers import CLEAR, LATER, Desk
from hemei.community.voting.tests.test_paper import code_of, told
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.community.voting.tests.test_voter_pages import resident
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused

HOUR = timedelta(hours=1)


def take(desk: Desk, said: str, at=LATER):
    return services.take_sheet(actor=desk.clerk, now=at, roll_id=desk.roll.pk, said=said)


def serial(sheet: PrintedSheet) -> str:
    return serial_of(sheet.run.number, sheet.number)


def test_the_moment_at_the_counter_decides_though_the_batch_spans_days(desk):
    """Of two homes the owner came to the desk in the morning; paper of one came at the counter at noon."""
    run = desk.print_all()
    drawn = desk.drawn(run)
    noon = NOW + timedelta(days=1, hours=4)
    for room in ("101", "102"):
        desk.quarter.cast(desk.roll, room, "against", at=noon - HOUR, channel="desk")
    first, second = [row for row in drawn if row.roll_unit.code.endswith(("101", "102"))][:2]
    taken = take(desk, serial(first), noon)
    assert (taken.at, taken.fresh, taken.unit) == (noon, True, first.roll_unit.code)
    assert queries.paper_counts(desk.roll.pk, actor=desk.clerk).taken == 1
    batch = desk.open(since=NOW)
    desk.bring(batch, *(desk.filled(run, drawn[row], *CLEAR) for row in (first, second)))
    desk.confirm(batch, ready=2)
    standing = Ballot.objects.filter(vote__roll=desk.roll, vote__number=1, standing=True)
    assert dict(standing.values_list("roll_unit", "channel")) == {
        first.roll_unit_id: "paper",
        second.roll_unit_id: "desk",
    }
    sheet = Sheet.objects.get(channel="paper", roll_unit=first.roll_unit_id)
    assert (sheet.received_at, sheet.handed_from, sheet.handed_until) == (noon, None, None)
    assert queries.paper_counts(desk.roll.pk, actor=desk.clerk).taken == 0


def test_the_first_moment_stays_and_is_told_once(desk):
    run = desk.print_all()
    sheet = run.sheets.select_related("run").first()
    take(desk, serial(sheet), NOW + HOUR)
    again = take(desk, code_text(sheet.token, 1))
    assert (again.at, again.fresh) == (NOW + HOUR, False)
    assert [data["sheet"] for data in told(run.stream, "voting.sheet_taken")] == [sheet.pk]


def test_what_cannot_be_taken_is_refused_and_what_was_taken_is_not_made_void(desk):
    run = desk.print_all()
    first, second, third = run.sheets.select_related("run").order_by("number")[:3]

    def reprint(sheet):
        return services.reprint_sheet(
            actor=desk.clerk, now=LATER, sheet_id=sheet.pk, reason="写坏了", key=f"k{sheet.pk}"
        )

    reprint(first)
    take(desk, serial(second))
    for act, code in (
        (lambda: take(desk, serial(first)), "voided"),
        (lambda: take(desk, "9-0001"), "no_serial"),
        (lambda: take(desk, "HM1-AAAA-1"), "no_serial"),
        (lambda: take(desk, serial(third), CLOSES + HOUR), "not_in_time"),
        (lambda: reprint(second), "taken"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == code
    PrintedSheet.objects.filter(pk=third.pk).update(entered_at=LATER)
    with pytest.raises(Refused) as refused:
        take(desk, serial(third))
    assert code_of(refused) == "entered"
    with pytest.raises(Refused):
        services.take_sheet(
            actor=desk.quarter.town.actor(Role.RESIDENT, "340102001001"), now=LATER, roll_id=desk.roll.pk,
            said=serial(second),
        )  # fmt: skip


def test_what_came_in_with_a_batch_is_not_taken_at_the_counter_afterwards(desk):
    """Paper from the letterbox counts by the period of its batch: nobody gives it a later moment at the counter."""
    run = desk.print_all()
    drawn = desk.drawn(run)
    sheet = next(iter(drawn))
    batch = desk.open(since=NOW)
    desk.bring(batch, desk.filled(run, drawn[sheet], *CLEAR))
    with pytest.raises(Refused) as refused:
        take(desk, serial(sheet), LATER + HOUR)
    assert code_of(refused) == "scanned"
    assert desk.confirm(batch, ready=1).entered == 1


def test_the_counter_hands_out_a_receipt_without_a_choice(quarter, settings, tmp_path):
    settings.MEDIA, settings.DEMO = tmp_path, True
    desk = Desk(quarter, closes_at=utc_now() + timedelta(days=9))
    run = desk.print_all()
    sheet = run.sheets.select_related("run").first()
    Roll.objects.filter(pk=desk.roll.pk).update(opens_at=None)
    records.bind(EVERYONE)
    clerk, address = browser(quarter, "钱一"), f"/paper/{desk.roll.pk}/taking"
    assert address in clerk.get(f"/paper/{desk.roll.pk}").text
    wrong = clerk.post(address, {"serial": "7-0001"})
    assert wrong.status_code == 422
    assert "没有这个票号" in wrong.text
    page = clerk.post(address, {"serial": serial(sheet)}).text
    assert "收票回执" in page
    assert serial(sheet) in page
    assert "先前已经收下" in clerk.post(address, {"serial": serial(sheet)}).text
    assert "窗口已收下" in clerk.get(f"/paper/{desk.roll.pk}/ballots").text
    assert resident(quarter, "甲").get(address).status_code == 403
