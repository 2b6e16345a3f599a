"""What an evaluation counts of a purse: papers, matched lines, and the owners' word on what the committee cost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from hemei.community.purses import queries
from hemei.community.purses.models import JointAccount, PaymentOrder, Statement, StatementLine
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


@pytest.fixture
def order(joint: Joint) -> int:
    joint.agree()
    return joint.approved(200_000)


def paid(order: int, on: date, **more: object) -> None:
    with records.acting(SYSTEM):
        PaymentOrder.objects.filter(pk=order).update(state="paid", paid_on=on, **more)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"papers_needed": ["invoice"], "papers": ["invoice"]}, [("yes", "whole")]),
        ({"papers_needed": ["invoice", "photo"], "papers": ["invoice"]}, [("no", "papers")]),
        ({"papers_needed": [], "basis_annulled_on": date(2026, 11, 9)}, [("no", "annulled")]),
    ],
)
def test_a_payment_is_in_order_with_its_papers_and_what_it_rests_on(
    order: int, more: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert told(queries.ACCOUNTS_IN_ORDER) == []  # nothing is paid
    paid(order, date(2026, 11, 5), **more)
    assert told(queries.ACCOUNTS_IN_ORDER) == expected
    paid(order, UNTIL)
    assert told(queries.ACCOUNTS_IN_ORDER) == []  # in another period


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"basis": "resolution"}, [("yes", "resolved")]),
        ({"basis": "budget"}, [("no", "budget")]),
        ({"basis": "resolution", "basis_annulled_on": date(2026, 11, 9)}, [("no", "annulled")]),
    ],
)
def test_what_the_committee_cost_is_allowed_by_a_resolution_that_stands(
    order: int, more: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    paid(order, date(2026, 11, 5))
    assert told(queries.COMMITTEE_COST_ALLOWED) == []  # another kind of payment
    paid(order, date(2026, 11, 5), kind="committee", **more)
    assert told(queries.COMMITTEE_COST_ALLOWED) == expected


def test_a_line_of_the_bank_is_in_order_once_it_is_matched(joint: Joint) -> None:
    with records.acting(SYSTEM):
        account = JointAccount.objects.get(pk=joint.account)
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
    assert told(queries.ACCOUNTS_IN_ORDER) == [("no", "open")]
