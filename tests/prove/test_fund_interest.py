"""A year's interest killed at any moment: a fund is credited whole or not at all, and never twice."""

from __future__ import annotations

import os
import signal
import time
from datetime import date

import pytest
from django.db import connections, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Fund, Household, Interest
from hemei.community.funds.services import DepositDraft
from hemei.community.funds.tests.conftest import Chest, made_chest
from hemei.community.ledgers import queries as books
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records

pytestmark = pytest.mark.prove
YEARS, KILLS = range(2021, 2026), 12


def left() -> None:
    """Leave the database, so that a process of one's own begins with sessions of its own."""
    for one in connections.all():
        one.close()
        if hasattr(one, "close_pool"):
            one.close_pool()


def killed_after(seconds: float, fund: int, year: int) -> None:
    """Let another process credit a year, and kill it so soon after."""
    left()
    process = os.fork()
    if not process:
        try:
            services.credit_interest(now=NOW, fund_id=fund, year=year)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def stands(fund: Fund) -> tuple[int, int]:
    """Return how many years are credited by the fund and by its books; the two are one transaction."""
    with records.acting(SYSTEM):
        entries = [row for row in books.all_entries(fund.ledger_id, actor=SYSTEM) if row.kind == "interest"]
        return Interest.objects.filter(fund=fund).count(), len(entries)


@pytest.mark.usefixtures("own_database")
def test_a_year_killed_at_any_moment_is_credited_whole_and_once() -> None:
    with transaction.atomic():
        chest: Chest = made_chest(date(YEARS[0], 1, 1))
        with records.acting(SYSTEM):
            first = {row.pk: row.first_fen for row in Household.objects.all()}
            draft = DepositDraft(
                fund_id=chest.fund.pk, fen=first, paid_on=date(YEARS[0], 1, 1), receipt="all"
            )
            services.deposit(actor=SYSTEM, now=NOW, draft=draft)
    for before, year in enumerate(YEARS):
        for number in range(KILLS):
            killed_after(0.004 * number, chest.fund.pk, year)
            interests, entries = stands(chest.fund)
            assert interests == entries
            assert interests - before in {0, 1}
        services.credit_interest(now=NOW, fund_id=chest.fund.pk, year=year)
        assert stands(chest.fund) == (before + 1, before + 1)
    assert books.slips() == []
