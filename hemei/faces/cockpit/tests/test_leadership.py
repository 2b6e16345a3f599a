"""Figures of leadership: what they say equals what the rules say, document by document."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.faces.cockpit import queries as cockpit
from hemei.faces.cockpit.queries import AsOf
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY, made_town
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason
from hemei.kernel.figures import Tally, Verdict
from hemei.leadership.policy import queries as documents
from hemei.leadership.policy import services as policy


@pytest.mark.parametrize(
    ("day", "tally"),
    [
        (date(2018, 6, 1), Tally(not_counted=8)),
        (date(2019, 6, 1), Tally(not_provable=8)),
        (date(2020, 1, 1), Tally(counted=8)),
        (TODAY, Tally(counted=8)),
    ],
)
def test_f1_is_a_list_of_documents_each_with_its_reason(db: None, day: date, tally: Tally) -> None:
    made_town()
    with records.acting(SYSTEM):
        policy.adopt_documents(actor=SYSTEM, now=NOW)
    entry = cockpit.entry_of("F1", TODAY)
    assert entry is not None
    asked = AsOf.of(day, NOW)
    actor = SYSTEM
    with records.acting(actor):
        found = cockpit.cells(
            entry, actor=actor, ranges=places.ranges_for(places.city().id, day), asked=asked
        )
    assert cockpit.total(entry, found, asked) == tally
    with records.acting(actor):
        ranges = places.ranges_for(places.city().id, day)
        rows = cockpit.rows(entry, actor=actor, ranges=ranges, asked=asked, wanted=cockpit.Wanted())
        told = {_said(row.subject.label, row.subject.counted, row.subject.reason) for row in rows}
    listed = documents.documents(kind="supporting")
    assert told == {_said(row.title or documents.NOT_GIVEN, *row.force(day)) for row in listed}


def _said(label: str, verdict: Verdict, reason: Reason) -> tuple[str, Verdict, str]:
    return label, verdict, reason.text.format(**reason.values)
