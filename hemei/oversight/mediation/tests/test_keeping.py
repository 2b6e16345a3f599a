"""What follows an agreement: payments, what is not kept, and who watches it where the file goes up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hemei.ground.clocks.models import Deadline
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation import services
from hemei.oversight.mediation.models import Instalment, Warned
from hemei.oversight.mediation.rules.agreements import Form, Hand
from hemei.oversight.mediation.rules.words import Ground, Level, State
from hemei.oversight.mediation.services import AgreementDraft
from hemei.oversight.mediation.tests.conftest import Court
from hemei.oversight.mediation.tests.test_agreements import TODAY, Table


def test_payments_come_one_by_one_and_the_last_makes_it_kept(court: Court) -> None:
    table = Table(court)
    agreement = table.in_effect(**table.two_payments())
    with records.acting(SYSTEM):
        first, second = (
            Instalment.objects.filter(agreement_id=agreement).order_by("place").values_list("pk", flat=True)
        )
    with pytest.raises(Refused, match=r"收到149\.99元，应付150\.00元"):
        table.do(services.note_payment, instalment_id=first, received_fen=149_99, paid_on=TODAY)
    table.do(services.note_payment, instalment_id=first, received_fen=150_00, paid_on=TODAY)
    with pytest.raises(Refused, match="已经履行"):
        table.do(services.note_payment, instalment_id=first, received_fen=150_00, paid_on=TODAY)
    assert table.found(agreement).kept_at is None
    table.do(services.note_payment, instalment_id=second, received_fen=150_00, paid_on=TODAY)
    assert table.found(agreement).kept_at == NOW


def test_what_is_not_kept_leads_back_into_mediation_with_a_new_term(court: Court) -> None:
    table = Table(court)
    agreement = table.in_effect(**table.two_payments())
    with records.acting(SYSTEM):
        first = (
            Instalment.objects.filter(agreement_id=agreement)
            .order_by("place")
            .values_list("pk", flat=True)[0]
        )
    values = {"agreement_id": agreement, "instalment_id": first, "back": True}
    with pytest.raises(Refused, match="还没有过"):
        table.do(services.note_breach, reason="没有付第一期", **values)
    later = NOW + timedelta(days=31)
    with pytest.raises(Refused, match="怎样没有履行"):
        table.do(services.note_breach, at=later, reason="无", **values)
    table.do(services.note_breach, at=later, reason="没有付第一期", **values)
    row = court.row(table.number)
    assert (row.state, row.outcome, row.stint) == (State.IN_MEDIATION, "", 2)
    assert row.due_at > later
    second = table.do(
        services.draw_up,
        at=later,
        dispute_id=table.number,
        draft=AgreementDraft(form=Form.WRITTEN, text="改为一次付清。"),
    )
    assert table.found(agreement).void_at is None  # what binds stays until the next one takes effect
    for party in table.parties:
        table.do(services.sign_agreement, at=later, agreement_id=second, party_id=party, hand=Hand.SIGNATURE)
    table.do(services.seal_agreement, at=later, agreement_id=second, mediator=True, seal=True)
    table.do(services.put_into_effect, at=later, agreement_id=second)
    assert (table.found(agreement).void_at, table.found(second).void_at) == (later, None)
    with records.acting(SYSTEM):
        running = Deadline.objects.filter(stream=row.stream, state="running")
        assert {one.kind for one in running} == {"mediation.confirming"}
    with pytest.raises(Refused, match="已经作废"):
        table.do(services.note_payment, at=later, instalment_id=first, received_fen=150_00, paid_on=TODAY)


def test_what_binds_stays_due_while_the_parties_talk_anew_and_fail(court: Court) -> None:
    table = Table(court)
    agreement = table.in_effect(**table.two_payments())
    later = NOW + timedelta(days=31)
    with records.acting(SYSTEM):
        [first, second] = Instalment.objects.filter(agreement_id=agreement).order_by("place")
    table.do(
        services.note_breach,
        at=later,
        agreement_id=agreement,
        instalment_id=first.pk,
        reason="没有付第一期",
        back=True,
    )
    table.do(services.record_failure, at=later, dispute_id=table.number, reason="谈不拢")
    with records.acting(SYSTEM):
        due = Deadline.objects.filter(
            stream=court.row(table.number).stream, state="running", kind="mediation.paying"
        )
        assert due.count() == 1
    table.do(services.note_payment, at=later, instalment_id=second.pk, received_fen=150_00, paid_on=TODAY)


def test_who_takes_a_file_over_watches_what_binds_its_parties(court: Court) -> None:
    table = Table(court)
    agreement = table.in_effect(**table.two_payments())
    later = NOW + timedelta(days=31)
    with records.acting(SYSTEM):
        [first, second] = Instalment.objects.filter(agreement_id=agreement).order_by("place")
    breach = {"agreement_id": agreement, "instalment_id": first.pk, "reason": "没有付第一期", "back": True}
    table.do(services.note_breach, at=later, **breach)
    table.do(services.record_failure, at=later, dispute_id=table.number, reason="谈不拢")
    reason = {"ground": Ground.FAILED, "reason": "请街道调解"}
    table.do(services.escalate, at=later, dispute_id=table.number, **reason)
    row = court.row(table.number)

    def running() -> list[tuple[int, Any]]:
        with records.acting(SYSTEM):
            found = Deadline.objects.filter(stream=row.stream, state="running", kind="mediation.paying")
            return [(one.body_id, shanghai_day(one.due_at)) for one in found]

    assert running() == [(row.body_id, date(2027, 1, 4))], "New Year's Day, a Friday, is a holiday"
    assert row.body_id == court.body(Level.STREET).body_id
    with records.acting(SYSTEM):
        assert Warned.objects.filter(stream=row.stream, settled_at=None, kind="mediation.paying").count() == 2
    street = court.secretaries[Level.STREET]
    paid = {"instalment_id": second.pk, "received_fen": 150_00, "paid_on": TODAY}
    court.do(street, services.note_payment, later, **paid)
    assert running() == []
