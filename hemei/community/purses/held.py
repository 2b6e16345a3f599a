"""What joint accounts hold of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.community.purses.queries.held import approvals_by, signing
from hemei.community.purses.rules.words import SIDE_NAMES
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder

TABLES = frozenset(
    {
        "purses_signatory", "purses_paymentorder", "purses_approval", "purses_orderpause", "purses_bankfile",
        "purses_statement", "purses_statementline", "purses_jointaccount", "purses_agreement", "purses_budget",
        "purses_paymentreturn",
    }
)  # fmt: skip


def held_of(persons: Sequence[int], on: date) -> list[Held]:
    """Return for which accounts these persons sign or did, and what they approved; two statements."""
    found = [
        Held(
            mark("共管账户审批人"),
            row.estate,
            (
                (mark("身份"), SIDE_NAMES[row.side]),
                (mark("开始"), row.valid_from.isoformat()),
            ),
            runs=row.valid_until is None or row.valid_until > on,
        )
        for row in signing(persons)
    ]
    return found + [
        Held(
            mark("审批过的付款单"),
            f"{row.estate} {row.number}",
            ((mark("日期"), row.on.isoformat()),),
        )
        for row in approvals_by(persons)
    ]


HOLDER = Holder(TABLES, held_of)
