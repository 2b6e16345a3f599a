"""Hands of the builder: they write in sessions of their own, and a hand that fails fails the whole."""

from __future__ import annotations

import asyncio
import io
import time
from datetime import UTC, datetime

import pytest
from django.db import connections

from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.project.demonstration.hands import LEAST, beside, deal_out
from hemei.project.demonstration.progress import Progress

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def say(piece: int) -> None:
    """Record an event, or fail."""
    if piece < 0:
        raise ValueError(piece)
    with records.acting(SYSTEM):
        records.record_event(
            stream=f"t:{piece}", type="records.said", actor=SYSTEM, at=NOW, scope="1.", data={}
        )


def said() -> set[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("select stream from records_event")
        return {row[0] for row in cursor.fetchall()}


def deal(pieces: list[int]) -> str:
    told = io.StringIO()
    with Progress(told).stage("pieces", len(pieces), "pieces") as stage:
        deal_out(pieces, say, stage)
    return told.getvalue()


def test_hands_write_beside_the_loop_of_a_browser(
    django_db_setup, django_db_blocker, own_database: str
) -> None:
    connections["default"].cursor().close()  # a session of before, which no hand may take up
    loop = asyncio.new_event_loop()
    asyncio._set_running_loop(loop)
    try:
        deal(list(range(LEAST)))
        assert said() == {f"t:{piece}" for piece in range(LEAST)}
    finally:
        asyncio._set_running_loop(None)
        loop.close()


def test_hands_write_all_there_is_and_a_failing_one_fails_the_whole(own_database: str) -> None:
    assert deal([1, 2]).startswith("pieces: 2 pieces")
    deal(list(range(LEAST)))
    assert said() == {f"t:{piece}" for piece in range(LEAST)}
    with pytest.raises(RuntimeError, match="stands above"):
        deal([*range(LEAST), -1])
    for worth in (False, True):
        with beside(lambda: say(100 + worth), worth=worth):  # noqa: B023 - it runs before the next turn
            say(200 + worth)
    assert {"t:100", "t:101", "t:200", "t:201"} <= said()
    with pytest.raises(RuntimeError, match="stands above"), beside(lambda: say(-1), worth=True):
        say(300)


def test_hands_miss_no_piece_when_another_ends_meanwhile(own_database: str) -> None:
    def slowly(piece: int) -> None:
        time.sleep(0.1)
        say(piece)

    with beside(lambda: time.sleep(0.3), worth=True), Progress(io.StringIO()).stage("", LEAST, "") as stage:
        deal_out(list(range(LEAST)), slowly, stage)
    assert said() == {f"t:{piece}" for piece in range(LEAST)}
