"""What the vote of a use came to, and whether it and those of its supplements stand now, told of it or not."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Use
from hemei.community.funds.rules.uses import Result, still_carries, supplement_stands
from hemei.community.funds.rules.words import Path, State
from hemei.community.funds.services.shared import PLATFORM
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.ground.records import services as records
from hemei.kernel.decision import Decision


def result_of(row: Use) -> Result | None:
    """Return what the vote of a use came to, as the platform sees it."""
    if row.assembly_id is None:
        return None
    meeting = votes.assembly(row.assembly_id, actor=PLATFORM)
    found = next(
        (one for one in votes.outcomes(row.assembly_id, actor=PLATFORM) if one.vote.number == row.vote), None
    )
    if meeting is None or found is None:
        return None
    return Result(
        found.vote.matter, meeting.buildings, found.passed, meeting.published_at is not None,
        found.annulled_on is not None,
    )  # fmt: skip


def vote_stands(row: Use) -> Decision:
    """Whether the vote a use rests on stands; it is held until the end of the transaction.

    An annulment that is on its way is waited for, one that comes later waits. An emergency rests on no vote.
    """
    if row.path != Path.ORDINARY or row.assembly_id is None:
        return Decision.yes()
    return still_carries(_held(row), rules=fund_rules(row.planned_on))


def supplements_stand(row: Use) -> Decision:
    """Whether all that was allowed beyond the budget of a use stands; the votes are held likewise."""
    for one in _merged(row).filter(assembly__isnull=False).order_by("id"):
        found = supplement_stands(one.title, _held(one), rules=fund_rules(one.planned_on))
        if not found.allowed:
            return found
    return Decision.yes()


def supplements_fen(row: Use) -> int:
    """Return what was allowed beyond the budget of a use."""
    return _merged(row).aggregate(fen=Sum("budget_fen"))["fen"] or 0


def _merged(row: Use) -> QuerySet[Use]:
    return Use.objects.filter(supplement_of=row, state=State.MERGED.value)


def _held(row: Use) -> Result | None:
    with records.acting(PLATFORM):
        voting.hold_result(assembly_id=row.assembly_id or 0)
        return result_of(row)
