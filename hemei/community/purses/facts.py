"""Load what a decision about a joint account must know: the document of a day, a resolution."""

from __future__ import annotations

from datetime import date

from hemei.community.purses.rules.resting import Resolution
from hemei.community.purses.rules.standards import AccountTiers
from hemei.community.voting import queries as voting
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.standards import NoStandard


def rules_on(day: date) -> AccountTiers:
    """Return the default tiers and times of a day; refused where no document says so."""
    try:
        return records.standards().find("account-tiers", AccountTiers, on=day)
    except NoStandard:
        raise Refused.because(
            mark("{day}没有适用的共管账户审批档次"), remedy=mark("请由市里发布本市的文件"), code="no_standard",
            day=day.isoformat(),
        ) from None  # fmt: skip


def resolution(assembly_id: int, vote_id: int, *, actor: Actor) -> Resolution | None:
    """Return a resolution as it stands now; the caller has opened the place."""
    meeting = voting.assembly(assembly_id, actor=actor)
    if meeting is None:
        return None
    for row in voting.outcomes(assembly_id, actor=actor):
        if row.vote.id == vote_id:
            return Resolution(
                meeting.estate_id, row.vote.title, row.passed, row.annulled_on,
                meeting.published_at is not None, meeting.buildings, row.vote.matter,
                row.vote.person_id is not None, row.vote.spends_fen,
            )  # fmt: skip
    return None
