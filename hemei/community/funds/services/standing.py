"""What the vote of a use came to, and whether it stands at this moment, told of it or not."""

from __future__ import annotations

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Use
from hemei.community.funds.rules.uses import Result, still_carries
from hemei.community.funds.rules.words import Path
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
    with records.acting(PLATFORM):
        voting.hold_result(assembly_id=row.assembly_id)
        found = result_of(row)
    return still_carries(found, rules=fund_rules(row.planned_on))
