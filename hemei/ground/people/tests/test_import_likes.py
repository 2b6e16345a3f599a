"""Owners a file may mean without saying so by number: found by the check, decided by a clerk, undone exactly."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.ground.people.models import Ownership, Person
from hemei.ground.people.rules.likeness import Known, likeness
from hemei.ground.people.tests.test_import_owners import (
    HEADER,
    ONE,
    REGISTER,
    WANG,
    dump,
    take_in,
    with_,
)
from hemei.ground.places.tests.factories import HOUSE, NOW, City, add, build_town, draft
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.ground.records.queries import matches as likenesses
from hemei.ground.records.tests import importing
from tests.grounds import standing

PHONE = "13800138000"


@standing
def town() -> City:
    town = build_town()
    add(town, draft(town, buildings=[HOUSE]))
    return town


@pytest.mark.parametrize(
    ("row", "person", "said"),
    [
        (Known("王芳"), Known("王芳", PHONE), "name"),
        (Known("王·芳", "13900139000"), Known("王芳", PHONE), "name"),
        (Known("王方", PHONE), Known("王芳", PHONE), "phone"),
        (Known("王方", PHONE), Known("王芳", PHONE, ONE), "phone"),
        (Known("李雷", PHONE, "E12345678"), Known("王芳", PHONE, ONE), ""),
        (Known("王方", "13900139000"), Known("王芳", PHONE), ""),
        (Known("王方"), Known("王芳"), ""),
    ],
)
def test_in_what_a_row_is_like_an_owner(row: Known, person: Known, said: str) -> None:
    assert likeness(row, person) == said


def checked(town: City, *rows: list[str]) -> tuple[importing.seen.ImportRow, list[likenesses.MatchRow]]:
    (number,) = importing.begin(town.actor, NOW, importing.comma(HEADER, *rows), REGISTER)
    done = importing.check(town.actor, NOW, number)
    with records.acting(town.actor):
        return done, likenesses.matches(number, actor=town.actor)


def decide(town: City, number: int, choice: Choice, match: likenesses.MatchRow) -> None:
    choices = {match.id: (choice, match.candidates[0].subject)}
    records.decide_matches(actor=town.actor, now=NOW, import_id=number, choices=choices)


BARE = with_(identity="", phone="")
"""王芳 as an old file had her: by name alone."""


def test_the_number_of_a_known_owner_completes_her_and_undo_forgets_it(town: City) -> None:
    take_in(town, BARE)
    before = dump()
    done, (match,) = checked(town, with_(since="2020-07-01"))
    assert (done.new, done.undecided, match.kind) == (1, 1, "name")
    (candidate,) = match.candidates
    assert candidate.changes[-1] == ("since", "2020-06-30", "2020-07-01")
    assert [column for column, *_ in candidate.changes] == ["phone", "identity", "since"]
    assert ONE not in str(candidate)
    decide(town, done.id, Choice.SAME, match)
    written = importing.write(town.actor, NOW, done.id)
    assert (written.new, written.changed, written.bad) == (0, 1, 0)
    with records.acting(town.actor):
        person = Person.objects.get()
        assert set(record.open_sealed([person.phone_id, person.identity_id]).values()) == {"13800138000", ONE}
        assert Ownership.objects.get().valid_from == date(2020, 7, 1)
        told = [event.type for event in record.history(stream=person.stream)]
    assert told == ["people.ownership_corrected", "people.person_completed"]
    again = take_in(town, with_(since="2020-07-01"))
    assert (again.new, again.same) == (0, 1)
    importing.undo(town.actor, NOW, again.id)
    importing.undo(town.actor, NOW, done.id)
    assert dump() == before


def test_a_second_home_goes_to_the_owner_found_by_number(town: City) -> None:
    take_in(town, WANG, with_(identity="", phone="", room="201"))
    with records.acting(town.actor):
        assert Person.objects.count() == 2
    done, (match,) = checked(town, WANG, with_(room="201"))
    decide(town, done.id, Choice.SAME, match)
    assert importing.write(town.actor, NOW, done.id).changed == 1
    with records.acting(town.actor):
        periods = Ownership.objects.all()
        assert {row.person_id for row in periods} == {
            row.person_id for row in periods.filter(unit__room="101")
        }
        assert {row.stream for row in periods} == {f"people.person:{periods[0].person_id}"}


def test_a_name_written_otherwise_is_known_by_the_phone_and_stays_as_on_record(town: City) -> None:
    take_in(town, with_(identity=""))
    done, (match,) = checked(town, with_(identity="", name="王方"))
    assert (match.kind, match.candidates[0].changes) == ("phone", [])
    assert "王芳" not in match.candidates[0].label
    decide(town, done.id, Choice.SAME, match)
    assert importing.write(town.actor, NOW, done.id).same == 1


def test_another_person_comes_in_beside_her_and_nobody_undecided(town: City) -> None:
    take_in(town, BARE)
    done, (match,) = checked(town, WANG, with_(name="李雷", identity="E12345678"))
    assert (done.new, done.undecided) == (2, 1)
    left = importing.write(town.actor, NOW, done.id, good_rows=True)
    assert (left.new, [one[3] for one in importing.problems(done.id)]) == (1, ["undecided"])
    done, (match,) = checked(town, WANG)
    decide(town, done.id, Choice.NEW, match)
    assert importing.write(town.actor, NOW, done.id).new == 1


def test_a_file_is_not_like_itself(town: City) -> None:
    done, found = checked(town, BARE, with_(identity="E12345678"))
    assert (done.new, found) == (2, [])
    assert importing.write(town.actor, NOW, done.id, batch=1).new == 2
