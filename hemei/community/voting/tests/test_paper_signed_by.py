"""A paper whose proxy was refused is nobody's until a person has said who signed it; only its owner's counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries, services, work
from hemei.community.voting.models import Ballot, PrintedSheet, Sheet
from hemei.community.voting.pages import batches, paper_proxies
from hemei.community.voting.queries.bound import proxies_with_paper
from hemei.community.voting.rules.proxies import signer_of
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.tests.papers import CLEAR, Desk
from hemei.community.voting.tests.test_pages import call, text
from hemei.community.voting.tests.test_paper import code_of
from hemei.community.voting.tests.test_paper_proxy import AFTER, late, settle
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("confirmed", "own", "signer"),
    [
        (True, None, "holder"), (None, None, "waits"), (False, None, "unsaid"), (False, True, "own"),
        (False, False, "anothers"),
    ],
)  # fmt: skip
def test_who_signed_is_said_of_the_proxy_first_and_then_of_the_owner(confirmed, own, signer) -> None:
    assert signer_of(confirmed, own) == signer


class Refusal:
    """A batch of two ballots; the proxy that came with the first was refused."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        run = desk.print_all()
        drawn = desk.drawn(run)
        sheets = [one for one in drawn if len(one.roll_unit.owner_ids) == 1 and one.roll_unit.delivered][:2]
        self.first, self.other = sheets
        self.batch = desk.open()
        desk.bring(self.batch, *(desk.filled(run, drawn[one], *CLEAR) for one in sheets))
        self.serial = serial_of(run.number, self.first.number)
        self.proxy = late(desk, self.batch, self.serial)
        settle(desk, self.proxy, desk.second, confirmed=False, reason="委托书上没有业主的签名")

    def say(self, actor: Actor, *, own: bool | None, reason: str = "电话问过业主") -> None:
        services.say_who_signed(actor=actor, now=AFTER, proxy_id=self.proxy, own=own, reason=reason)

    def waiting(self, actor: Actor) -> list[str]:
        return [count.words for count in work.signatures(actor)]

    def cast(self) -> Sheet:
        return Sheet.objects.get(roll_unit=self.first.roll_unit)


@pytest.fixture
def refusal(desk: Desk) -> Refusal:
    return Refusal(desk)


@pytest.mark.parametrize("said", ["", "by_proxy", "unsigned"])
def test_it_is_held_out_whatever_the_clerk_says_of_the_stack(refusal: Refusal, said: str) -> None:
    done = refusal.desk.confirm(refusal.batch, ready=2, **({said: [refusal.serial]} if said else {}))
    assert (done.entered, done.left) == (1, {"unsaid": 1})
    assert Sheet.objects.get().roll_unit_id == refusal.other.roll_unit_id
    assert refusal.desk.confirm(refusal.batch, ready=1).entered == 0


@pytest.mark.parametrize("own", [True, False])
def test_the_owners_own_counts_and_any_other_is_not_valid(refusal: Refusal, own) -> None:
    refusal.say(refusal.desk.third, own=own)
    assert refusal.desk.confirm(refusal.batch, ready=2).entered == 2
    cast = refusal.cast()
    assert (cast.unsigned, cast.proxy_id, cast.basis) == (not own, None, "paper")
    assert set(Ballot.objects.filter(sheet=cast).values_list("valid", flat=True)) == {own}
    told = record.history(stream=refusal.first.roll_unit.stream)
    [event] = [one for one in told if one.type == "voting.paper_signature_settled"]
    assert (event.data["sheet"], event.data["own"]) == (refusal.first.pk, own)
    row = PrintedSheet.objects.get(pk=refusal.first.pk)
    assert record.open_sealed([row.signature_reason_id])[row.signature_reason_id] == "电话问过业主"
    assert _code(lambda: refusal.say(refusal.desk.third, own=not own)) == "not_asked"


def test_neither_who_entered_the_proxy_nor_who_refused_it_says_it_by_whatever_record(
    refusal: Refusal,
) -> None:
    desk = refusal.desk
    for hand in (desk.clerk, desk.second):  # entered it, refused it
        assert _code(lambda hand=hand: refusal.say(hand, own=True)) == "two_hands"
        with pytest.raises(IntegrityError, match="another than who entered"), transaction.atomic():
            _said(refusal, by=hand.person_id)
    assert _code(lambda: refusal.say(desk.third, own=None)) == "own"
    assert _code(lambda: refusal.say(desk.third, own=True, reason=" ")) == "text"
    with records.acting(EVERYONE):
        records.grant_access(stream=f"people.person:{desk.clerk.person_id}", persons=(desk.third.person_id,))
    records.bind(desk.clerk)
    assert _code(lambda: refusal.say(desk.third, own=True)) == "two_hands"
    with pytest.raises(IntegrityError, match="another than who entered"), transaction.atomic():
        _said(refusal, by=desk.third.person_id)
    refusal.say(replace(desk.third, person_id=904), own=True)
    assert proxies_with_paper([refusal.first.pk]).of("own") == {refusal.first.pk}


def test_one_that_was_taken_back_waits_too_and_another_proxy_may_still_come(refusal: Refusal) -> None:
    desk = refusal.desk
    number = late(desk, refusal.batch, refusal.serial, "乙")
    assert _code(lambda: refusal.say(desk.third, own=True)) == "not_asked"  # the other one waits
    services.withdraw_paper_proxy(actor=desk.clerk, now=AFTER, proxy_id=number, reason="扫错了材料")
    assert desk.confirm(refusal.batch, ready=2).left == {"unsaid": 1}
    assert _code(lambda: refusal.say(desk.second, own=True)) == "two_hands"  # he refused the first
    refusal.say(desk.third, own=True)
    assert _code(lambda: late(desk, refusal.batch, refusal.serial, "乙")) == "said"
    again = lambda: desk.confirm(refusal.batch, ready=1, by_proxy=[refusal.serial])  # noqa: E731
    assert _code(again) == "named_twice"
    assert desk.confirm(refusal.batch, ready=1).entered == 1
    assert refusal.cast().proxy_id is None


def test_the_workbench_shows_it_to_who_may_say_it_until_it_is_said(refusal: Refusal) -> None:
    desk = refusal.desk
    assert refusal.waiting(desk.clerk) == refusal.waiting(desk.second) == []
    assert [words[:2] for words in refusal.waiting(desk.third)] == ["1张"]
    refusal.say(desk.third, own=False)
    assert refusal.waiting(desk.third) == []


def _said(refusal: Refusal, *, by: int | None = None, own: bool = True) -> None:
    said = {
        "signature_by": by or refusal.desk.third.person_id,
        "signature_at": AFTER,
        "signature_reason_id": 1,
    }
    PrintedSheet.objects.filter(pk=refusal.first.pk).update(own_signature=own, **said)


def test_the_database_enters_it_by_a_persons_word_alone(refusal: Refusal) -> None:
    refusal.desk.confirm(refusal.batch, ready=2)
    cast = Sheet.objects.get()
    cast.pk, cast.roll_unit = None, refusal.first.roll_unit
    entered = PrintedSheet.objects.filter(pk=refusal.first.pk)
    for unsigned in (True, False):
        cast.unsigned = unsigned
        with pytest.raises(IntegrityError, match="said that its owner"), transaction.atomic():
            cast.save(force_insert=True)
    with pytest.raises(IntegrityError, match="said who signed it"), transaction.atomic():
        entered.update(entered_at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        entered.update(own_signature=True)  # nobody said it
    other = PrintedSheet.objects.filter(pk=refusal.other.pk)
    with pytest.raises(IntegrityError, match="said once"), transaction.atomic():
        other.update(own_signature=True, signature_by=1, signature_at=AFTER, signature_reason_id=1)
    _said(refusal, own=False)
    with pytest.raises(IntegrityError, match="said once"), transaction.atomic():
        _said(refusal, own=True)
    entered.update(entered_at=AFTER)
    with pytest.raises(IntegrityError, match="said that its owner"), transaction.atomic():
        cast.save(force_insert=True)
    cast.unsigned = True
    cast.save(force_insert=True)


def test_nothing_is_said_once_the_roll_is_sealed_and_sealing_asks_for_it(refusal: Refusal) -> None:
    desk = refusal.desk
    desk.confirm(refusal.batch, ready=2)
    assert [row.left for row in queries.batches(desk.roll.pk, actor=desk.clerk)] == [1]
    desk.roll.closed_at = AFTER
    desk.roll.save(update_fields=["closed_at"])
    assert _code(lambda: refusal.say(desk.third, own=True)) == "closed"


def test_the_pages_ask_who_signed_and_say_what_came_of_it(refusal: Refusal, monkeypatch) -> None:
    desk = refusal.desk
    for module in (batches, paper_proxies):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER + timedelta(minutes=1))
    shown = text(call(batches.batch, desk.third, refusal.batch))
    assert "1张票的委托书没有确认，等人核实票是谁签的名" in shown
    assert "等核实是谁签的名" in shown
    assert "我已核对，计入1张票" in shown
    place = (refusal.batch, refusal.proxy)
    assert f"/paper/batches/{refusal.batch}/proxies/{refusal.proxy}" in shown
    own = text(call(paper_proxies.paper_proxy, desk.clerk, *place))
    assert ("的人不能核实" in own, "怎样核实的" in own) == (True, False)
    assert "怎样核实的" in text(call(paper_proxies.paper_proxy, desk.third, *place))
    for form in ({"reason": "问过业主"}, {"own": "other", "reason": " "}):
        wrong = call(paper_proxies.paper_proxy, desk.third, *place, post={"act": "signed"} | form)
        assert wrong.status_code == 422
    done = call(
        paper_proxies.paper_proxy, desk.third, *place,
        post={"act": "signed", "own": "other", "reason": "业主说没有签过"},
    )  # fmt: skip
    assert done.status_code == 302
    after = text(call(paper_proxies.paper_proxy, desk.second, *place))
    assert "不是业主签名，无效" in after
    assert "业主说没有签过" in after
    listed = text(call(batches.batch, desk.clerk, refusal.batch))
    assert "不是业主签名，计入时无效" in listed
    assert "计入2张票" in listed


def _code(act) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    return code_of(refused)
