"""The export is of one instant: an entry that is committed while it is written is not in one half of it alone."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from hemei.community.ledgers import queries
from hemei.community.ledgers.tests.test_kept import committed
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records


@pytest.mark.usefixtures("own_database")
def test_an_entry_committed_in_between_is_in_neither_entries_nor_balances() -> None:
    purse = committed()
    purse.earn(50_000)
    with records.acting(SYSTEM):
        code = queries.ledgers(actor=SYSTEM)[0].estate_code

    def earn() -> None:
        try:
            purse.earn(7)
        finally:
            connection.close()

    with records.one_snapshot(), records.acting(SYSTEM):
        lines = queries.beancount(code, actor=SYSTEM)
        assert lines is not None
        found = [next(lines)]  # the balances are read
        other = threading.Thread(target=earn)
        other.start()
        other.join(60)
        assert not other.is_alive()
        found += lines
    assert [line for line in found if "0.07" in line] == []
    assert [line for line in found if "balance Assets:RevenueBank 500.00" in line]
    with records.one_snapshot(), records.acting(SYSTEM):
        assert [
            one
            for one in queries.beancount(code, actor=SYSTEM) or ()
            if "balance Assets:RevenueBank 500.07" in one
        ]
