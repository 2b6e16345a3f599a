"""In whose name a demonstrated meeting of owners is called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemei.community.voting.services import Cited, Scan
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.own_rules import PAGE

_PAPER = PAGE.replace(b"Rules of procedure", b"Decision on a call")
DECIDED = Cited(decision="业主委员会决定召集业主大会会议，决定书已盖章", scan=Scan(_PAPER, "决定书.pdf"))
"""What a committee decided, where a clerk enters the call of its meeting."""


def caller_of(clerk: Actor, estate_id: int, at: datetime) -> dict[str, Any]:
    """Return who calls and on what ground: the committee, by its sealed decision, where one can act that day."""
    with records.acting(clerk):
        at_work = people_now.committee_able(estate_id, shanghai_day(at)) is not None
    if not at_work:
        return {"called_by": "residents_committee", "ground": "no_committee"}
    return {
        "called_by": "committee",
        "ground": "rules_of_procedure",
        "decision": DECIDED.decision,
        "scan": DECIDED.scan,
    }
