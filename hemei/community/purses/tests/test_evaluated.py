"""What an evaluation counts of a purse: papers, matched lines, and the owners' word on what the committee cost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.models import F

from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import queries
from hemei.community.purses.models import JointAccount, PaymentOrder, Statement, StatementLine
from hemei.community.voting.services import AgendaItem
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

if TYPE_CHECKING:
    from hemei.community.purses.tests.conftest import Joint
    from hemei.kernel.figures import Relation

SINCE, UNTIL = date(2026, 11, 1), date(2026, 12, 1)


def told(relation: Relation) -> list[tuple[str, str]]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            f"select verdict, reason from ({relation.sql}) f order by key", {"since": SINCE, "until": UNTIL}
        )
        return list(cursor.fetchall())


def paid(order: int, on: date) -> None:
    with records.acting(SYSTEM):
        PaymentOrder.objects.filter(pk=order).update(state="paid", paid_on=on, paid_entry_id=F("entry_id"))


def annul(order: int) -> None:
    with records.acting(SYSTEM):
        PaymentOrder.objects.filter(pk=order).update(basis_annulled_on=date(2026, 11, 9))


def test_a_payment_is_in_order_with_its_papers_and_what_it_rests_on(joint: Joint) -> None:
    joint.agree()
    order = joint.approved(200_000)
    assert told(queries.ACCOUNTS_IN_ORDER) == []  # nothing is paid
    paid(order, date(2026, 11, 30))
    assert told(queries.ACCOUNTS_IN_ORDER) == [("yes", "whole")]
    annul(order)
    assert told(queries.ACCOUNTS_IN_ORDER) == [("no", "annulled")]
    later = joint.approved(200_000, invoice_number="87654321")
    paid(later, UNTIL)
    assert told(queries.ACCOUNTS_IN_ORDER) == [("no", "annulled")]  # the other is of another period
    assert told(queries.COMMITTEE_COST_ALLOWED) == []  # both are another kind of payment


def test_what_the_committee_cost_is_allowed_by_a_resolution_that_stands(joint: Joint) -> None:
    joint.agree()
    title = AgendaItem(matter="other_major", title="业委会经费", spends_fen=200_000)
    assembly, (vote,) = owners_voted(joint.purse, (title,))
    order = joint.approved(200_000, kind="committee", resolution=(assembly, vote), budget="")
    paid(order, date(2026, 11, 5))
    assert told(queries.COMMITTEE_COST_ALLOWED) == [("yes", "resolved")]
    annul(order)
    assert told(queries.COMMITTEE_COST_ALLOWED) == [("no", "annulled")]


@pytest.mark.parametrize(("purse", "asked"), [("revenue", [("no", "open")]), ("fund", [])])
def test_a_line_of_the_bank_is_in_order_once_it_is_matched_and_the_funds_are_not_asked(
    joint: Joint, purse: str, asked: list[tuple[str, str]]
) -> None:
    with records.acting(SYSTEM):
        account = JointAccount.objects.get(pk=joint.account)
        if purse == "fund":
            account.pk, account.stream = None, "purses.account:1000003"
            account.purse, account.holder = purse, "市房产局"
            account.save(force_insert=True)
        place = {"stream": account.stream, "scope": account.scope, "account": account}
        statement = Statement.objects.create(
            profile="csv",
            first_on=SINCE,
            last_on=SINCE,
            count=1,
            fresh=1,
            read_at=account.entered_at,
            **place,
        )
        StatementLine.objects.create(
            statement=statement, reference="1", booked_on=SINCE, amount_fen=100, **place
        )
    assert told(queries.ACCOUNTS_IN_ORDER) == asked
