"""Bulk writing says the same as writing one by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from hemei.ground.records import queries, services
from hemei.ground.records.services import EventDraft
from hemei.kernel.actor import EVERYWHERE, Actor, Role

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
CLERK = Actor(role=Role.COMMUNITY_CLERK, account_id=4, person_id=5, body_id=6)


@pytest.mark.django_db
def test_many_events_equal_the_same_events_one_by_one() -> None:
    drafts = [
        EventDraft(f"b:{n % 2}", "records.said", NOW, "1.2.", {"word": f'词{n}\\"{{'}) for n in range(6)
    ]
    actors = [CITY, CLERK, CITY, CLERK, CITY, CITY]
    with services.acting(CITY):
        assert services.record_many(zip(drafts, actors, strict=True)) == 6
        for draft, actor in zip(drafts, actors, strict=True):
            services.record_event(
                stream=f"c{draft.stream}", type=draft.type, actor=actor, at=NOW, scope="1.2.", data=draft.data
            )
        for stream in ("b:0", "b:1"):
            bulk, single = queries.history(stream=stream), queries.history(stream=f"c{stream}")
            assert [(row.seq, row.type, row.at, row.actor, row.data) for row in bulk] == [
                (row.seq, row.type, row.at, row.actor, row.data) for row in single
            ]


@pytest.mark.django_db
def test_rows_of_every_type_arrive(django_assert_num_queries) -> None:
    with services.acting(CITY), django_assert_num_queries(1):
        services.insert_many(
            "records_file",
            {
                "stream": "text", "scope": "text", "purpose": "text", "digest": "text", "media_type": "text",
                "size": "integer", "width": "integer", "height": "integer", "evidence_id": "bigint",
                "added_at": "timestamptz",
            },
            [("t:1", "1.", "report", "ab", "image/jpeg", 1, 2, None, None, NOW)] * 3,
        )  # fmt: skip
    with services.acting(CITY):
        assert [(row.width, row.height) for row in queries.files_of(["t:1"])] == [(2, None)] * 3
        assert json.loads(queries.payload_text({"a": 1})) == {"a": 1}
