"""A publication that is taken over equals what its acts write."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from hemei.coordination.disclosure import services
from hemei.coordination.disclosure.rules.words import Subject
from hemei.coordination.disclosure.services import PastPublication
from hemei.coordination.disclosure.tests.conftest import AFTER_COMMENTS, NOW, Board
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused


def _standing(number: int) -> list[Any]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select state, number, comments_until, published_on from disclosure_disclosure where id = %s",
            [number],
        )
        found: list[Any] = list(cursor.fetchall())
        cursor.execute(
            "select number, lines, explanations, root, published_on, published_at, board_until"
            " from disclosure_version where disclosure_id = %s", [number],
        )  # fmt: skip
        found += cursor.fetchall()
        cursor.execute(
            "select payload from records_event where stream = %s order by id",
            [f"disclosure.disclosure:{number}"],
        )
        for (text,) in cursor.fetchall():
            payload = json.loads(text) if isinstance(text, str) else text
            found.append({key: payload[key] for key in ("type", "at", "actor", "data", "standards")})
    return found


def test_what_is_taken_over_equals_what_the_acts_write(board: Board) -> None:
    board.earn(500_000, date(2025, 8, 5))
    board.earn(900_000, date(2026, 8, 5))
    board.spend(120_000, date(2026, 9, 5))
    number = board.opened()[Subject.REVENUE.value]
    flagged = [code for code, line in board.lines(number).items() if line.get("flags")]
    assert flagged
    texts = dict.fromkeys(flagged, "本季度多开放了一批临时车位")
    with transaction.atomic():
        board.do(board.company, services.explain, disclosure_id=number, texts=texts)
        board.do(board.company, services.open_comments, disclosure_id=number)
        board.do(board.company, services.publish, AFTER_COMMENTS, disclosure_id=number)
        wanted = _standing(number)
        transaction.set_rollback(True)
    past = PastPublication(
        disclosure_id=number, actor=board.company, commented_at=NOW, published_at=AFTER_COMMENTS, words={},
        rest="本季度多开放了一批临时车位",
    )  # fmt: skip
    assert services.take_over_publications(actor=SYSTEM, now=AFTER_COMMENTS, past=[past]) == 1
    assert _standing(number) == wanted
    with pytest.raises(Refused):
        services.take_over_publications(actor=board.company, now=AFTER_COMMENTS, past=[past])
