"""The statement that scores all at once is held to the rule, line by line; what was kept is what is replayed."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.periods import months_after
from hemei.oversight.credit import queries
from hemei.oversight.credit.models import ConductLine, LineObjection
from hemei.oversight.credit.queries.scores import first_counted
from hemei.oversight.credit.rules.replay import Score
from hemei.oversight.credit.rules.standards import Holder
from hemei.oversight.credit.tests.conftest import Credit
from hemei.oversight.credit.tests.test_rules_replay import catalogue
from tests.grounds import standing

FIRST, LAST = date(2022, 6, 1), date(2026, 11, 1)
DAYS = [
    FIRST,
    date(2023, 2, 28),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2025, 2, 28),
    date(2025, 3, 1),
    date(2025, 12, 31),
    date(2026, 3, 31),
    date(2026, 4, 1),
    date(2026, 4, 2),
    LAST,
]


def furnish(credit: Credit, count: int = 500, seed: int = 5) -> None:
    """Write many random lines with every course a line can take; half of them around the ends of months."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    codes = [row.code for row in catalogue().behaviour]
    ends = [date(2024, 2, 28), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 31), date(2025, 11, 30)]
    rows = []
    for number in range(count):
        happened = chance.choice(ends) if number % 2 else FIRST + timedelta(chance.randrange(1600))
        confirmed = happened + timedelta(chance.randrange(40))
        rows.append(
            ConductLine(
                stream=f"credit.line:made:{number}",
                scope=credit.town.path("340100"),
                behaviour=chance.choice(codes),
                company_id=chance.choice(credit.companies),
                project_id=credit.projects[0],
                manager_id=chance.choice([None, *credit.managers]),
                happened_on=happened,
                about=chance.choice(["", "", "大赛", "先进"]),
                state="confirmed",
                source="by_hand",
                proposed_at=NOW,
                confirmed_on=confirmed,
                repaired_on=confirmed + timedelta(chance.randrange(300)) if chance.random() < 0.1 else None,
            )
        )
    ConductLine.objects.bulk_create(rows)
    for row in chance.sample(rows, count // 5):
        filed = row.confirmed_on + timedelta(chance.randrange(20))
        decided = filed + timedelta(chance.randrange(20)) if chance.random() < 0.7 else None
        LineObjection.objects.create(
            stream=row.stream, scope=row.scope, line=row, filed_on=filed, filed_at=NOW, by_manager=False,
            grounds_id=1, decided_on=decided, decision_id=1 if decided else None,
            upheld=decided is not None and chance.random() < 0.5,
        )  # fmt: skip


@standing
def many(credit: Credit) -> Credit:
    with records.acting(SYSTEM):
        furnish(credit)
    return credit


@pytest.mark.parametrize("holder", ["company", "manager"])
def test_the_statement_and_the_rule_give_the_same_scores_from_the_same_lines(
    many: Credit, holder: Holder
) -> None:
    subjects = many.companies if holder == "company" else many.managers
    with records.acting(SYSTEM):
        for day in DAYS:
            ruled = {one: queries.score(holder, one, day) for one in subjects}
            found = {one.subject: one for one in queries.scores(holder, subjects, day, explained=True)}
            plain = {one.subject: one.score for one in queries.scores(holder, subjects, day)}
            assert {one: score.total for one, score in ruled.items()} == plain
            for one, score in ruled.items():
                assert found[one].score == score.total
                assert told(found[one].explained) == said(score)


def told(explained: object) -> object:
    assert isinstance(explained, dict)
    return (
        {key: sorted(lines) for key, lines in explained["lines"].items()},
        explained["bound"],
        explained["highest_only"],
    )


def said(score: Score) -> object:
    lines: dict[str, list[int]] = defaultdict(list)
    for line in score.lines:
        if line.counted:
            lines[f"{line.behaviour}@{line.version}"].append(int(line.key))
    taken = {"bound": 0, "highest_only": 0}
    for one in score.adjustments:
        taken[one.why] += one.points
    return {key: sorted(kept) for key, kept in lines.items()}, taken["bound"], taken["highest_only"]


def test_who_has_no_line_has_the_base(credit: Credit) -> None:
    with records.acting(SYSTEM):
        found = queries.scores("company", credit.companies, LAST, explained=True)
        leads = queries.scores("manager", credit.managers, LAST)
    assert [one.score for one in found] == [59, 59]
    assert found[0].explained == {"lines": {}, "bound": 0, "highest_only": 0}
    assert {one.score for one in leads} == {79}


@pytest.mark.parametrize("months", [1, 3, 12, 24, 36])
def test_the_first_day_that_counts_is_the_first_of_which_the_corresponding_day_is_not_past(
    months: int,
) -> None:
    for number in range(0, 1600, 7):
        day = date(2023, 1, 1) + timedelta(number)
        first = first_counted(day, months)
        assert months_after(first, months) >= day > months_after(first - timedelta(days=1), months)


def test_between_two_days_only_what_began_or_ended_moves_a_score(many: Credit) -> None:
    with records.acting(SYSTEM):
        for before, after in pairwise(DAYS):
            old = queries.score("company", many.companies[0], before)
            new = queries.score("company", many.companies[0], after)
            kept = {line.key: line.points for line in old.lines}
            assert all(kept[line.key] == line.points for line in new.lines if line.key in kept)
            assert set(kept) <= {line.key for line in new.lines}
