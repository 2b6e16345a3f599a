"""A print says up to which checkpoint the record was published when it was asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hemei.coordination.boards import services
from hemei.coordination.boards.tests.conftest import NEAR, NOW, Walls
from hemei.ground.records import queries as record
from hemei.ground.records import services as records


def test_a_print_carries_the_latest_checkpoint_of_its_day_and_the_edition_keeps_its_own(
    walls: Walls, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = list[dict[str, Any]]()
    monkeypatch.setattr(
        "hemei.coordination.boards.services.printing.pdf_of_boards",
        lambda boards, **_: (
            given.append({"root": boards[0].root, "day": boards[0].checkpoint_day}) or b"%PDF"
        ),
    )
    [edition] = walls.hang()
    taken = NOW + timedelta(hours=16)
    records.take_checkpoint(now=taken)
    for hours in (15, 17):
        with records.acting(walls.clerk):
            asked = NOW + timedelta(hours=hours)
            services.print_boards(
                actor=walls.clerk,
                now=asked,
                estate_ids=[walls.estates[NEAR]],
                key=f"{hours}",
                site="https://x.org",
            )
        assert services.print_waiting(clock=lambda: taken + timedelta(days=1)) == 1
    [point] = record.public_checkpoints(limit=1)
    assert given == [{"root": "", "day": None}, {"root": point["root"], "day": point["day"]}]
    assert walls.edition(edition).checkpoint_root == ""
