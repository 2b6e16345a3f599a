"""A vote that ran over from the old law into the Civil Code is counted by the law of the day it decided on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hemei.community.voting import queries
from hemei.community.voting.models import Assembly, Outcome, Roll
from hemei.community.voting.rules.acts import decided_on
from hemei.community.voting.tests.test_assemblies import ENDS, cast, judged, noticed
from hemei.kernel.workdays import shanghai_day

OLD = date(2020, 12, 20)


@pytest.mark.parametrize(
    ("closes_at", "day"),
    [
        (datetime(2020, 12, 31, 15, 59, 59, tzinfo=UTC), date(2020, 12, 31)),
        (datetime(2020, 12, 31, 16, tzinfo=UTC), date(2021, 1, 1)),  # Shanghai midnight
    ],
)
def test_the_day_of_the_decision_is_that_of_the_last_moment_in_shanghai(closes_at, day) -> None:
    assert decided_on(closes_at) == day


def over_the_turn(quarter) -> Assembly:
    """Let a vote that was noticed before the Civil Code end under it; two thirds of the area are missed by one unit."""
    found = noticed(quarter)
    for room in ("101", "102", "103", "104", "203"):
        cast(quarter, found, room, "for")
    Roll.objects.filter(assembly=found).update(noticed_on=OLD)
    Assembly.objects.filter(pk=found.pk).update(noticed_on=OLD)
    return Assembly.objects.get(pk=found.pk)


def test_a_vote_noticed_before_the_civil_code_and_decided_under_it_needs_two_thirds(quarter) -> None:
    """By the old law it would pass: more than half of all attended and agreed."""
    found = over_the_turn(quarter)
    hire, _ = judged(quarter, found)
    assert (hire.noticed_on, hire.decided_on) == (OLD, shanghai_day(ENDS))
    assert (hire.quorum, hire.passed) == (False, False)
    said = {one.code: one.values for one in queries.reasons_for(hire)}
    assert said["law_day"] == {"decided": shanghai_day(ENDS).isoformat(), "noticed": OLD.isoformat()}
    files = queries.files_of(hire.vote.id, actor=quarter.clerk, now=ENDS)
    assert files is not None
    assert files.public["rules"]["take_part"] == [">=", 2, 3]
    parts = dict(queries.court_file(found.pk, actor=quarter.clerk, now=ENDS))
    assert '">= 2/3"' in parts["standards/owner-matters.toml"].decode()
    assert "2009" in parts["standards/vote-counting-notice.toml"].decode()
    assert f'"decided_on": "{shanghai_day(ENDS)}"' in parts["notice.json"].decode()


def test_what_was_judged_by_the_day_of_the_notice_is_explained_and_recounted_by_it(quarter) -> None:
    """Outcomes from before November 2026 do not know a day of decision; their files keep the root."""
    found = over_the_turn(quarter)
    hire, _ = judged(quarter, found)
    row = Outcome.objects.get(vote_id=hire.vote.id)
    row.pk, row.round, row.decided_on = None, 2, None
    row.save(force_insert=True)
    [earlier, _] = queries.outcomes(found.pk, actor=quarter.clerk)
    assert "law_day" not in {one.code for one in queries.reasons_for(earlier)}
    files = queries.files_of(hire.vote.id, actor=quarter.clerk, now=ENDS)
    assert files is not None
    assert files.public["rules"]["take_part"] == [">", 1, 2]
