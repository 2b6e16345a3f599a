"""A photo that was shown before is known wherever it comes again: in a case, in the neighbouring cell."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.coordination.cases import services as casework
from hemei.coordination.cases.models import Case, PhotoMark
from hemei.coordination.cases.rules.looks import eighths
from hemei.coordination.patrols.models import Shot
from hemei.coordination.patrols.rules.words import Flag, Result
from hemei.coordination.patrols.services import PhotoDraft
from hemei.coordination.patrols.tests.conftest import CELLS, KEY, LAT, LON, NOW, Beat, picture
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records

pytestmark = pytest.mark.django_db
NOTED = f'{{"taken": "2026-11-02T01:01:00+00:00", "lon": {LON}, "lat": {LAT}}}'


def shot(colour: str = "red") -> PhotoDraft:
    return PhotoDraft(picture(colour), f"{colour}.jpg", NOTED)


def walk(beat: Beat, cell: str, colour: str = "red", *, key: str = KEY) -> tuple[Flag, ...]:
    """Walk the round of a cell with one photo."""
    said = beat.said(Result.CLEAR, Result.CLEAR, Result.CLEAR, photos=(shot(colour),))
    if cell != CELLS[0]:
        said = tuple(replace(one, point=point) for point, one in zip(beat.points[cell], said, strict=False))
    flags: tuple[Flag, ...] = beat.walk(
        *said, actor=beat.walkers[cell], round_id=beat.round(cell), key=key, now=NOW + timedelta(minutes=5)
    )
    return flags


def test_a_photo_of_a_patrol_is_known_when_it_shall_prove_a_case(beat: Beat) -> None:
    beat.plan()
    walk(beat, CELLS[0])
    with records.acting(SYSTEM):
        likeness = Shot.objects.get().likeness
    with records.acting(beat.clerk):
        assert casework.shown_before("cases.case:1", [likeness]) == {likeness: 0}
        assert casework.shown_before(Shot.objects.get().stream, [likeness]) == {}


def test_the_photo_of_another_cell_or_of_a_case_is_flagged(beat: Beat) -> None:
    beat.plan()
    assert Flag.COPIED not in walk(beat, CELLS[0])
    assert Flag.COPIED in walk(beat, CELLS[1], key=KEY.replace("1", "2"))


def test_so_is_one_that_a_case_showed(beat: Beat) -> None:
    beat.plan()
    likeness = records.likeness_of(picture("blue").read())
    with records.acting(SYSTEM):
        PhotoMark.objects.create(
            file_id=1, stream="cases.case:1", scope="1.", likeness=likeness, eighths=eighths(likeness)
        )
    assert Flag.COPIED in walk(beat, CELLS[0], "blue")


def test_a_large_photo_of_a_find_is_taken_as_one_of_any_other_point_is(beat: Beat) -> None:
    beat.plan()
    large = replace(shot(), upload=io.BytesIO(picture("red").read() + bytes(13_000_000)))
    said = beat.said(
        Result.FOUND,
        Result.CLEAR,
        Result.CLEAR,
        case_kind="blocked_fire_lane",
        note="满地垃圾",
        photos=(large,),
    )
    beat.walk(*said, now=NOW + timedelta(minutes=5))
    with records.acting(SYSTEM):
        (case,) = Case.objects.all()
        (file,) = record.files_of([case.stream])
    assert file.size < 1_000_000
