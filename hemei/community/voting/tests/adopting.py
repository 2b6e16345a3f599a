"""What a committee adopted, for tests of whoever cites it; its meetings have tests of their own."""

from __future__ import annotations

import pytest

from hemei.community.meetings.queries import CommitteeItem
from hemei.community.voting.services import Cited, Scan, decided
from hemei.ground.people.tests.factories import NOW

SHOWN = Scan(b"%PDF-1.4\n%%EOF\n", "文书.pdf")
"""The scan of a sealed document by which a committee called."""


def adopt(monkeypatch: pytest.MonkeyPatch, estate: int, *matters: str, count: int = 1) -> list[Cited]:
    """Let the committee of an estate have put matters to its owners, in so many signed items; return each as cited."""
    items = {
        number: CommitteeItem(
            number, 1, estate, "提请业主大会表决", adopted=True, decided_at=NOW, matters=matters
        )
        for number in range(47_110, 47_110 + count)
    }
    monkeypatch.setattr(decided.meetings, "committee_item", items.get)
    monkeypatch.setattr(decided.meetings, "resolved_words", lambda _number: "提请业主大会表决")
    return [Cited(decision_item=number) for number in items]
