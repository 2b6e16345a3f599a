"""A ballot that a confirmation of its batch left is on the workbench once it is ready, until it is entered."""

from __future__ import annotations

import pytest

from hemei.community.voting import services, work
from hemei.community.voting.models import PrintedSheet, Proxy, Scan
from hemei.community.voting.tests.conftest import HOME
from hemei.community.voting.tests.papers import CLEAR, LATER, Desk
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.community.voting.tests.test_paper_proxy import AFTER, brought, late, settle, two
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role

__all__ = ["two"]
pytestmark = pytest.mark.django_db


def counted(desk: Desk) -> list[tuple[str, str]]:
    return [(one.words[:2], one.address) for one in work.ready_again(desk.clerk)]


def test_a_ballot_whose_proxy_was_confirmed_after_its_batch_is_counted_until_it_is_entered(
    desk: Desk, two: tuple[int, list[PrintedSheet]]
) -> None:
    batch, _sheets = two
    assert counted(desk) == []  # nobody has confirmed the batch: there is nothing to do again
    desk.confirm(batch, ready=2)
    assert counted(desk) == []
    settle(desk, Proxy.objects.get().pk, desk.second)
    assert counted(desk) == [("1张", f"/paper/batches/{batch}")]
    desk.confirm(batch, ready=1)
    assert counted(desk) == []


def test_one_that_was_alone_in_its_batch_is_counted_until_it_is_left_out(desk: Desk) -> None:
    batch, _sheet, serial = brought(desk)
    number = late(desk, batch, serial)
    desk.confirm(batch, ready=1)
    assert counted(desk) == []
    settle(desk, number, desk.second)
    assert counted(desk) == [("1张", f"/paper/batches/{batch}")]
    scan = Scan.objects.get()
    services.set_aside(actor=desk.clerk, now=AFTER, scan_id=scan.pk, reason="交错了")
    assert counted(desk) == []  # it waits for a second person
    services.answer_aside(actor=desk.second, now=AFTER, scan_id=scan.pk, agrees=True)
    assert counted(desk) == []


def test_one_that_two_clerks_judged_after_its_batch_was_confirmed_is_counted_for_who_may_confirm(
    desk: Desk,
) -> None:
    run = desk.print_all()
    [clear, unclear, *_] = desk.drawn(run).values()
    batch, unsure = desk.open(), (("two", "for"), ("tick", "abstain"))
    desk.bring(batch, desk.filled(run, clear, *CLEAR), desk.filled(run, unclear, *unsure))
    desk.confirm(batch, ready=1)
    assert counted(desk) == []
    [scan] = desk.page(batch).open_for
    for clerk in (desk.clerk, desk.second):
        services.enter_words(actor=clerk, now=LATER, scan_id=scan, words={1: "for"})
    assert counted(desk) == [("1张", f"/paper/batches/{batch}")]
    door = desk.quarter.town.actor(Role.GRID_WORKER, HOME, "东风社区居委会")
    assert list(work.ready_again(door)) == []
    desk.roll.closed_at = AFTER
    desk.roll.save(update_fields=["closed_at"])
    assert counted(desk) == []


def test_who_confirms_the_proxy_reads_that_the_batch_is_to_be_confirmed_again(
    desk: Desk, two: tuple[int, list[PrintedSheet]], settings
) -> None:
    batch, _sheets = two
    desk.confirm(batch, ready=2)
    number = Proxy.objects.get().pk
    settings.DEMO = True
    records.bind(EVERYONE)
    client = browser(desk.quarter, "另一社工")
    shown = client.post(f"/paper/batches/{batch}/proxies/{number}", {"act": "confirm"}, follow=True).text
    assert "已确认，这一批再确认一次才按委托书计入" in shown
    assert "我已核对，计入1张票" in shown
    assert "1张票先前等着，现在准备好了" in client.get("/work").text
