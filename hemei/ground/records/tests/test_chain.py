"""The event log: chained by the database, append-only, provable, and blind to what is forged."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction

from hemei.ground.records import queries, services
from hemei.ground.records.verify import verify
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
database = pytest.mark.django_db


def say(stream: str, word: str, scope: str = "1.2.") -> int:
    return services.record_event(
        stream=stream, type="records.said", actor=CITY, at=NOW, scope=scope, data={"word": word}
    )


@database
def test_events_of_a_stream_follow_one_another() -> None:
    with services.acting(CITY):
        say("t:1", "甲")
        say("t:2", "乙")
        say("t:1", "丙")
        assert [row.seq for row in queries.history(stream="t:1")] == [1, 2]
        assert [row.data["word"] for row in queries.history(stream="t:1")] == ["甲", "丙"]


@database
@pytest.mark.parametrize(
    "statement",
    [
        "update records_event set payload = '{}' where id = -1",
        "delete from records_event where id = -1",
        "truncate records_event",
        "update records_stream set seq = 1 where stream = 'none'",
        "delete from records_checkpoint where id = -1",
    ],
)
def test_the_application_can_change_nothing_even_where_no_row_matches(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@database
def test_a_row_that_brings_its_own_place_is_refused() -> None:
    with pytest.raises(DatabaseError), services.acting(CITY), connection.cursor() as cursor:
        cursor.execute(
            "insert into records_event (stream, scope, payload, mac, seq, previous, hash)"
            " values ('t:1', '1.2.', '{}', '', 7, '', '')"
        )


@database
def test_nobody_bound_sees_nothing_and_a_foreign_place_neither() -> None:
    with services.acting(CITY):
        say("t:1", "甲")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select count(*) from records_event where stream = 't:1'")
        assert cursor.fetchone() == (0,)
    with services.acting(Actor(role=Role.STREET_CLERK, places=(PlaceRange("1.20."),))):
        assert queries.history(stream="t:1") == []
    with services.acting(Actor(role=Role.STREET_CLERK, places=(PlaceRange("1.9."), PlaceRange("1.2.")))):
        assert len(queries.history(stream="t:1")) == 1


@database
def test_a_named_body_or_person_sees_the_stream_wherever_it_lies() -> None:
    with services.acting(CITY):
        say("t:1", "甲")
        services.grant_access(stream="t:1", bodies=(5,), persons=(6,))
        services.grant_access(stream="t:1", bodies=(5,), persons=(6,))
    for actor in (
        Actor(role=Role.DEPARTMENT_CLERK, body_id=5),
        Actor(role=Role.RESIDENT, person_id=6),
    ):
        with services.acting(actor):
            assert len(queries.history(stream="t:1")) == 1
    with services.acting(Actor(role=Role.DEPARTMENT_CLERK, body_id=6, person_id=5)):
        assert queries.history(stream="t:1") == []


class TestVerify:
    """Committed events in a database of their own copy are tampered with by its owner."""

    @pytest.fixture(autouse=True)
    def _story(self, own_database: str, tmp_path: Path) -> None:
        with services.acting(CITY):
            self.ids = [say(f"v:{number % 3}", f"词{number}") for number in range(12)]
        services.take_checkpoint(now=NOW)
        self.published = services.publish_checkpoints(tmp_path)

    def tamper(self, statement: str, *values: object) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute(statement, values)
            cursor.execute("set session_replication_role = origin")

    def test_an_untouched_record_is_whole(self) -> None:
        verdict = verify(against=self.published)
        assert verdict.whole
        assert verdict.events == 12

    def test_a_changed_payload_is_named(self) -> None:
        self.tamper(
            "update records_event set payload = jsonb_set(payload, '{data,word}', '\"x\"') where id = %s",
            self.ids[4],
        )
        assert verify().first_broken == self.ids[4]

    def test_a_deleted_last_event_is_named(self) -> None:
        self.tamper("delete from records_event where id = %s", self.ids[-1])
        assert verify().first_broken == self.ids[-1]

    def test_a_deleted_middle_event_breaks_the_next_of_its_stream(self) -> None:
        self.tamper("delete from records_event where id = %s", self.ids[4])
        assert verify().first_broken == self.ids[7]

    def test_a_swapped_pair_is_named(self) -> None:
        self.tamper(
            "update records_event e set payload = o.payload from records_event o"
            " where (e.id, o.id) in ((%s, %s), (%s, %s))",
            self.ids[3], self.ids[6], self.ids[6], self.ids[3],
        )  # fmt: skip
        assert verify().first_broken == self.ids[3]

    def test_an_inserted_event_is_named_even_when_it_is_chained_well(self) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "insert into records_event (stream, scope, payload, mac)"
                " select stream, scope, payload, mac from records_event where id = %s returning id",
                [self.ids[0]],
            )
            first = cursor.fetchone()[0]
            cursor.execute(
                "insert into records_event (stream, scope, payload, mac)"
                " select stream, scope, jsonb_set(payload, '{data,word}', '\"伪\"'), mac"
                " from records_event where id = %s",
                [self.ids[0]],
            )
        assert verify().first_broken in {first, first + 1}

    def test_a_rewritten_chain_is_found_against_the_published_file(self) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("select stream, scope, payload, mac from records_event order by id")
            rows = cursor.fetchall()
            cursor.execute("set session_replication_role = replica")
            for table in ("event", "stream", "pending", "checkpoint"):
                cursor.execute(f"delete from records_{table}")
            cursor.execute("set session_replication_role = origin")
            for stream, scope, payload, mac in rows[:-1]:
                cursor.execute(
                    "insert into records_event (stream, scope, payload, mac) values (%s, %s, %s::jsonb, %s)",
                    [stream, scope, payload if isinstance(payload, str) else json.dumps(payload), mac],
                )
        assert verify().whole
        verdict = verify(against=self.published)
        assert not verdict.whole
        assert verdict.first_broken is not None
