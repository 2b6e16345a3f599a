"""What the bureau looks at: lines that wait, accounts nobody reconciled, money nobody moved."""

from __future__ import annotations

from datetime import date, timedelta

from hemei.community.purses.rules.standards import AccountTiers
from hemei.kernel.periods import months_after


def waits_too_long(booked_on: date, today: date, rules: AccountTiers) -> bool:
    """Whether an unmatched line of that day belongs on the list."""
    return booked_on < aged_before(today, rules)


def aged_before(today: date, rules: AccountTiers) -> date:
    """Return the first day whose unmatched lines do not yet belong on the list."""
    return today - timedelta(days=rules.ageing.limit.amount)


def reconciled_since(today: date, rules: AccountTiers) -> date:
    """Return from which day on the bank must have been heard of: an account last heard of before is on the list."""
    return today - timedelta(days=rules.reconciliation.limit.amount)


def idle_since(today: date, rules: AccountTiers) -> date:
    """Return since when money must not have gone out to count as idle."""
    return months_after(today, -rules.idle_money.limit.amount)


def is_idle(balance_fen: int, last_out: date | None, today: date, rules: AccountTiers) -> bool:
    """Whether so much money lies idle that last went out on that day: paid, moved to another account or given back."""
    enough = balance_fen >= rules.idle_money.yuan * 100
    return enough and (last_out is None or last_out <= idle_since(today, rules))
