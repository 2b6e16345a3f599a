"""A photo that was shown before is known wherever it comes again: in a case, in the neighbouring cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hemei.coordination.cases import services as casework
from hemei.coordination.cases.models import PhotoMark
from hemei.coordination.cases.rules.looks import eighths
from hemei.coordination.patrols.models import Shot
from hemei.coordination.patrols.rules.words import Flag, Result
from hemei.coordination.patrols.services import PhotoDraft
from hemei.coordination.patrols.tests.conftest import CELLS, KEY, LAT, LON, NOW, Beat, picture
from hemei.ground.people.tests.factories import SYSTEM
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
