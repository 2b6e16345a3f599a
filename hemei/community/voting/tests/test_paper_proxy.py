"""Paper that the holder of a written proxy signed counts by the proxy in force when it came in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from hemei.community.voting import services, work
from hemei.community.voting.models import PrintedSheet, Proxy, RollUnit, Sheet
from hemei.community.voting.pages import batches, paper_proxies
from hemei.community.voting.rules.handing import Handed
from hemei.community.voting.rules.proxies import Given, proxies_when
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.tests.conftest import CLOSES
from hemei.community.voting.tests.papers import CLEAR, LATER, Desk
from hemei.community.voting.tests.supporting import letter_of
from hemei.community.voting.tests.test_own_rules import in_rules
from hemei.community.voting.tests.test_pages import call, text
from hemei.community.voting.tests.test_paper import code_of
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
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


AFTER = CLOSES + timedelta(hours=1)


def late(desk: Desk, batch: int, serial: str, holder: str = "张三", **more) -> int:
    """Enter a proxy that came with a ballot, after the close."""
    draft = services.PaperProxyDraft(
        serial=serial, holder_id=desk.quarter.town.persons[holder], evidence="随票交来，档案盒四", scan=letter_of(),
    )  # fmt: skip
    act = {"actor": desk.clerk, "now": AFTER} | more
    return services.enter_paper_proxy(batch_id=batch, draft=draft, **act)


def settle(desk: Desk, number: int, actor: Actor, **more) -> None:
    services.settle_paper_proxy(actor=actor, now=AFTER, proxy_id=number, **({"confirmed": True} | more))


def test_a_proxy_that_came_with_a_paper_counts_after_the_close_for_that_paper_by_two_persons(
    desk: Desk,
) -> None:
    batch, sheet, serial = brought(desk)
    assert _code(lambda: desk.confirm(batch, ready=1, by_proxy=[serial])) == "no_proxy"
    assert _code(lambda: give(desk, sheet, "张三", AFTER)) == "closed"
    number = late(desk, batch, serial)
    assert desk.confirm(batch, ready=1, by_proxy=[serial]).left == {"unconfirmed": 1}
    assert _code(lambda: late(desk, batch, serial, "乙")) == "waits"
    assert _code(lambda: settle(desk, number, desk.clerk)) == "two_hands"
    settle(desk, number, desk.second)
    assert _code(lambda: settle(desk, number, desk.third)) == "not_found"
    desk.confirm(batch, ready=1, by_proxy=[serial])
    cast = Sheet.objects.get()
    row = Proxy.objects.get(pk=number)
    assert (cast.proxy_id, cast.person_id, cast.basis) == (number, row.holder_id, "proxy")
    assert row.given_at == row.withdrawn_at == LATER  # when the paper came in; it stands at no moment
    told = [event.type for event in record.history(stream=row.stream)]
    assert told[-2:] == ["voting.paper_proxy_entered", "voting.proxy_given"]


def test_one_that_is_refused_counts_for_nothing_and_another_may_be_entered(desk: Desk) -> None:
    batch, _sheet, serial = brought(desk)
    number = late(desk, batch, serial)
    assert _code(lambda: settle(desk, number, desk.second, confirmed=False)) == "text"
    settle(desk, number, desk.second, confirmed=False, reason="委托书上没有业主的签名")
    assert desk.confirm(batch, ready=1, by_proxy=[serial]).left == {"unsaid": 1}
    assert late(desk, batch, serial, "乙") != number
    assert desk.confirm(batch, ready=1).left == {"unconfirmed": 1}


def test_its_holder_is_known_no_owner_and_within_his_limit_and_the_paper_is_of_the_batch(desk: Desk) -> None:
    in_rules(desk.quarter, says={"proxy_units": 1})
    desk.roll = desk.quarter.freeze(key="k2")
    batch, sheet, serial = brought(desk)
    unit = (
        RollUnit.objects.filter(roll=desk.roll, building="2幢", delivered=True).exclude(owner_ids=[]).first()
    )
    owner = next(name for name, one in desk.quarter.town.persons.items() if one in sheet.roll_unit.owner_ids)
    assert _code(lambda: late(desk, batch, serial, owner)) == "holder"
    assert _code(lambda: late(desk, batch, "9-9999")) == "no_serial"
    services.give_proxy(
        actor=desk.clerk, now=NOW, roll_unit_id=unit.pk, holder_id=desk.quarter.town.persons["张三"], evidence="委托书"
    )  # fmt: skip
    assert _code(lambda: late(desk, batch, serial)) == "too_many"


@pytest.fixture
def two(desk: Desk) -> tuple[int, list[PrintedSheet]]:
    """Two ballots of a batch; a proxy that waits came with the first."""
    run = desk.print_all()
    drawn = desk.drawn(run)
    sheets = [one for one in drawn if len(one.roll_unit.owner_ids) == 1 and one.roll_unit.delivered][:2]
    batch = desk.open()
    desk.bring(batch, *(desk.filled(run, drawn[one], *CLEAR) for one in sheets))
    late(desk, batch, serial_of(run.number, sheets[0].number))
    return batch, sheets


@pytest.mark.parametrize("said", ["", "by_proxy", "unsigned"])
def test_a_paper_waits_alone_while_its_proxy_waits_whatever_is_said_of_it(desk: Desk, two, said) -> None:
    batch, [first, other] = two
    serial = serial_of(first.run.number, first.number)
    done = desk.confirm(batch, ready=2, **({said: [serial]} if said else {}))
    assert (done.entered, done.left) == (1, {"unconfirmed": 1})
    assert Sheet.objects.get().roll_unit_id == other.roll_unit_id
    settle(desk, Proxy.objects.get().pk, desk.second)
    assert desk.confirm(batch, ready=1).entered == 1  # nobody has to name it again
    assert Sheet.objects.get(roll_unit=first.roll_unit).proxy_id == Proxy.objects.get().pk


def test_one_that_nobody_signed_is_not_valid_though_a_proxy_came_with_it(desk: Desk, two) -> None:
    batch, [first, _other] = two
    settle(desk, Proxy.objects.get().pk, desk.second)
    desk.confirm(batch, ready=2, unsigned=[serial_of(first.run.number, first.number)])
    cast = Sheet.objects.get(roll_unit=first.roll_unit)
    assert (cast.unsigned, cast.proxy_id) == (True, None)


def test_no_proxy_is_confirmed_once_its_paper_is_entered_and_the_database_says_so(desk: Desk, two) -> None:
    _batch, [first, _other] = two
    number = Proxy.objects.get().pk
    PrintedSheet.objects.filter(pk=first.pk).update(entered_at=AFTER)
    assert _code(lambda: settle(desk, number, desk.second)) == "entered"
    assert list(work.paper_proxies(desk.second)) == []
    done = {"settled_by": desk.second.person_id, "settled_at": AFTER, "confirmed": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proxy.objects.filter(pk=number).update(**done)
    settle(desk, number, desk.second, confirmed=False, reason="票已经计入")


@pytest.mark.parametrize("entered", [False, True])
@pytest.mark.parametrize("confirmed", [False, True])
def test_the_database_casts_a_paper_by_the_proxy_that_came_with_it(
    desk: Desk, two, *, confirmed: bool, entered: bool
) -> None:
    batch, [first, _other] = two
    desk.confirm(batch, ready=2)
    cast = Sheet.objects.get()  # of the other
    if confirmed:
        settle(desk, Proxy.objects.get().pk, desk.second)
    if entered:  # it is not past its proxy by being said to be in the count
        PrintedSheet.objects.filter(pk=first.pk).update(entered_at=AFTER)
    cast.pk, cast.roll_unit_id = None, first.roll_unit_id
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.save(force_insert=True)
    cast.channel = "desk"  # at the desk the owner votes himself
    cast.save(force_insert=True)


@pytest.mark.parametrize("state", ["entered_at", "voided_at"])
def test_the_database_keeps_a_ballot_entered_or_replaced(two, state: str) -> None:
    _batch, [first, _other] = two
    row = PrintedSheet.objects.filter(pk=first.pk)
    row.update(**{state: AFTER})
    row.update(signed_as="guardian")
    for change in (None, SOON):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**{state: change})


def test_who_entered_a_wrong_one_takes_it_back_and_another_is_entered(desk: Desk) -> None:
    batch, sheet, serial = brought(desk)
    number = late(desk, batch, serial)
    take = {"now": AFTER, "proxy_id": number, "reason": "扫错了材料"}
    assert _code(lambda: services.withdraw_paper_proxy(actor=desk.second, **take)) == "not_own"
    assert (
        _code(lambda: services.withdraw_paper_proxy(actor=desk.clerk, **(take | {"reason": " "}))) == "text"
    )
    services.withdraw_paper_proxy(actor=desk.clerk, **take)
    row = Proxy.objects.get()
    assert (row.settled_by, row.confirmed) == (desk.clerk.person_id, False)
    assert record.history(stream=row.stream)[-1].type == "voting.paper_proxy_withdrawn"
    assert _code(lambda: services.withdraw_paper_proxy(actor=desk.clerk, **take)) == "not_found"
    late(desk, batch, serial, "乙")
    desk.roll.closed_at = AFTER
    desk.roll.save(update_fields=["closed_at"])
    last = Proxy.objects.latest("pk").pk
    assert (
        _code(lambda: services.withdraw_paper_proxy(actor=desk.clerk, **(take | {"proxy_id": last})))
        == "closed"
    )
    assert sheet.roll_unit_id == row.roll_unit_id


def test_the_second_clerk_finds_it_on_the_workbench_until_it_is_settled(desk: Desk, two) -> None:
    batch, _sheets = two
    [count] = work.paper_proxies(desk.second)
    assert (count.words[:2], count.address) == ("1份", f"/paper/batches/{batch}")
    assert list(work.paper_proxies(desk.clerk)) == []
    settle(desk, Proxy.objects.get().pk, desk.second)
    assert list(work.paper_proxies(desk.third)) == []


def test_nothing_is_entered_once_the_roll_is_sealed_and_the_database_says_so_of_hands_and_sheets(
    desk: Desk,
) -> None:
    batch, sheet, serial = brought(desk)
    number = late(desk, batch, serial)
    for change in (
        {"settled_by": desk.clerk.person_id, "settled_at": AFTER, "confirmed": True},
        {"withdrawn_at": None},
        {"holder_id": desk.quarter.town.persons["乙"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proxy.objects.filter(pk=number).update(**change)
    draft = services.SheetDraft(
        roll_unit_id=sheet.roll_unit_id, choices=dict.fromkeys(desk.roll.votes.values_list("pk", flat=True), "for"),
        channel="paper", received_at=LATER, proxy_id=number,
    )  # fmt: skip
    assert _code(lambda: services.cast_sheet(actor=desk.clerk, now=AFTER, sheet=draft)) == "no_proxy"
    desk.roll.closed_at = AFTER
    desk.roll.save(update_fields=["closed_at"])
    assert _code(lambda: settle(desk, number, desk.second)) == "closed"
    assert _code(lambda: late(desk, batch, serial)) == "closed"


def test_the_database_asks_the_proxy_of_whoever_writes_a_sheet(desk: Desk) -> None:
    """Row-level security would hide it from a place that does not see the vote, and let the sheet in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select prosecdef, proconfig from pg_proc where proname = %s", ["voting_sheet_by_paper_proxy"]
        )
        assert cursor.fetchone() == (True, ["search_path=public, pg_temp"])


def _code(act) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    reason = refused.value.decision.reasons[0]
    assert reason.remedy or reason.code in {"not_found", "text", "closed", "no_proxy"}
    return code_of(refused)


def test_the_pages_enter_it_with_its_scan_and_a_colleague_confirms_it(desk: Desk, monkeypatch) -> None:
    for module in (batches, paper_proxies):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER)
    monkeypatch.setattr(paper_proxies, "person_by_phone", lambda _request: desk.quarter.town.persons["张三"])
    batch, _sheet, serial = brought(desk)
    assert "登记随票交来的委托书" in text(call(batches.batch, desk.clerk, batch))
    form = {"serial": serial, "phone": "15400000001", "evidence": "档案盒四"}
    assert call(paper_proxies.enter, desk.clerk, batch, post=form).status_code == 422
    upload = SimpleUploadedFile("委托书.pdf", b"%PDF-1.4\n%%EOF\n")
    assert call(paper_proxies.enter, desk.clerk, batch, post=form | {"scan": upload}).status_code == 302
    [row] = Proxy.objects.all()
    listed = text(call(batches.batch, desk.clerk, batch))
    assert "1张票等另一人确认随票的委托书" in listed
    assert "等确认随票的委托书" in listed
    own = text(call(paper_proxies.paper_proxy, desk.clerk, batch, row.pk))
    assert "登记的人和代理人自己不能确认" in own
    assert "撤回这项登记" in own
    taking = {"act": "withdraw", "reason": "扫错了材料"}
    assert call(paper_proxies.paper_proxy, desk.second, batch, row.pk, post=taking).status_code == 422
    assert call(paper_proxies.paper_proxy, desk.clerk, batch, row.pk, post=taking).status_code == 302
    for view, of in ((paper_proxies.paper_proxy, (batch, row.pk)), (batches.batch, (batch,))):
        shown = text(call(view, desk.second, *of))
        assert "已撤回" in shown
        assert "不予确认" not in shown
    again = {"scan": SimpleUploadedFile("委托书.pdf", b"%PDF-1.4\n%%EOF\n")}
    assert call(paper_proxies.enter, desk.clerk, batch, post=form | again).status_code == 302
    row = Proxy.objects.latest("pk")
    shown = text(call(paper_proxies.paper_proxy, desk.second, batch, row.pk))
    assert "档案盒四" in shown
    assert call(paper_proxies.scan, desk.second, row.pk).content.startswith(b"%PDF")
    refusing = {"act": "refuse", "reason": ""}
    assert call(paper_proxies.paper_proxy, desk.second, batch, row.pk, post=refusing).status_code == 422
    done = call(paper_proxies.paper_proxy, desk.second, batch, row.pk, post={"act": "confirm"})
    assert done.status_code == 302
    assert "已确认" in text(call(paper_proxies.paper_proxy, desk.second, batch, row.pk))
