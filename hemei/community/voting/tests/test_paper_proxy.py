"""Paper that the holder of a written proxy signed counts by the proxy in force when it came in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import PrintedSheet, Proxy, Sheet
from hemei.community.voting.rules.handing import Handed
from hemei.community.voting.rules.proxies import Given, proxies_when
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.tests.conftest import CLOSES, Quarter
from hemei.community.voting.tests.test_paper import CLEAR, LATER, Desk, code_of
from hemei.ground.people.tests.factories import NOW
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db
SOON = LATER + timedelta(hours=1)


def at(hour: float) -> datetime:
    return NOW + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("given", "since", "until", "counts"),
    [
        ([(1, 0, None)], 1, 1, [1]),
        ([(1, 0, 2)], 1, 1, [1]),  # withdrawn after the paper came in
        ([(1, 0, 2), (2, 2, None)], 1, 1, [1]),
        ([(1, 0, 2), (2, 2, None)], 2, 2, [2]),
        ([(1, 0, 2), (2, 2, None)], 1, 3, [1, 2]),  # nobody knows which
        ([(1, 0, 2), (2, 2, None)], 3, 4, [2]),
        ([(1, 0, 1)], 1, 2, []),
        ([(1, 3, None)], 1, 2, [1]),  # entered after it came in, while the vote ran, and it stands
        ([(1, 3, 4)], 1, 2, []),
        ([], 1, 2, []),
    ],
)
def test_which_proxy_was_in_force_when_a_paper_came_in(given, since, until, counts) -> None:
    rows = [
        Given(number, at(begins), at(ends) if ends is not None else None) for number, begins, ends in given
    ]
    assert proxies_when(rows, Handed(at(since), at(until))) == counts


@pytest.fixture
def desk(quarter: Quarter, settings, tmp_path) -> Desk:
    settings.MEDIA = tmp_path
    return Desk(quarter)


def give(desk: Desk, sheet: PrintedSheet, holder: str, now: datetime) -> int:
    return services.give_proxy(
        actor=desk.clerk, now=now, roll_unit_id=sheet.roll_unit_id,
        holder_id=desk.quarter.town.persons[holder], evidence="委托书",
    )  # fmt: skip


def brought(desk: Desk, **opened) -> tuple[int, PrintedSheet, str]:
    """A ballot that came in; return its batch, the printed sheet and the number on it."""
    run = desk.print_all()
    sheet, canvas = next(iter(desk.drawn(run).items()))
    batch = desk.open(**opened)
    desk.bring(batch, desk.filled(run, canvas, *CLEAR))
    return batch, sheet, serial_of(run.number, sheet.number)


def test_a_proxy_that_was_withdrawn_after_the_paper_came_in_counts_for_it(desk: Desk) -> None:
    batch, sheet, serial = brought(desk)
    number = give(desk, sheet, "张三", NOW)
    services.withdraw_proxy(actor=desk.clerk, now=SOON, proxy_id=number)
    assert desk.confirm(batch, ready=1, by_proxy=[serial]).entered == 1
    assert Sheet.objects.get().proxy_id == number


def test_the_paper_of_a_former_holder_is_his_and_not_his_successors(desk: Desk) -> None:
    batch, sheet, serial = brought(desk)
    number = give(desk, sheet, "张三", NOW)
    give(desk, sheet, "乙", SOON)
    desk.confirm(batch, ready=1, by_proxy=[serial])
    cast = Sheet.objects.get()
    assert (cast.proxy_id, cast.person_id) == (number, desk.quarter.town.persons["张三"])


def test_where_two_held_it_in_the_time_of_a_batch_somebody_says_when_the_paper_came(desk: Desk) -> None:
    batch, sheet, serial = brought(desk, since=NOW)
    give(desk, sheet, "张三", NOW)
    give(desk, sheet, "乙", NOW + (LATER - NOW) / 2)
    with pytest.raises(Refused) as refused:
        desk.confirm(batch, ready=1, by_proxy=[serial])
    assert code_of(refused) == "two_proxies"
    assert serial in str(refused.value)
    assert refused.value.decision.reasons[0].remedy


def test_only_paper_is_cast_by_a_proxy_that_was_withdrawn(desk: Desk) -> None:
    _batch, sheet, _serial = brought(desk)
    number = give(desk, sheet, "张三", NOW)
    services.withdraw_proxy(actor=desk.clerk, now=SOON, proxy_id=number)
    draft = services.SheetDraft(
        roll_unit_id=sheet.roll_unit_id, choices=dict.fromkeys(desk.roll.votes.values_list("pk", flat=True), "for"),
        channel="desk", received_at=LATER, document="passport", proxy_id=number,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        services.cast_sheet(actor=desk.clerk, now=SOON, sheet=draft)
    assert code_of(refused) == "no_proxy"
    assert Proxy.objects.filter(withdrawn_at=None).count() == 0
    assert CLOSES > SOON
