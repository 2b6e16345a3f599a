"""Danger is reported to the police, and the file says when, to whom and by which way (art. 25)."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import rules_on
from hemei.oversight.mediation.rules.acts import Move
from hemei.oversight.mediation.services.shared import handled, step, tell, written

POLICE = "PS"


def report_danger(*, actor: Actor, now: datetime, dispute_id: int, text: str) -> None:
    """Record that the police were told of a danger: the police of the place, what was said, when.

    The dispute counts as dangerous from now on; the rule asks for a major one then, and the file says so.
    """
    row = handled(actor, dispute_id, Move.REPORT_DANGER)
    said = written(text)
    police = people.department_for(POLICE, row.place_path, shanghai_day(now))
    row.danger = True
    step(actor, now, row, Move.REPORT_DANGER, note=said, about={"police": police})
    row.save(update_fields=["danger"])
    rule = next(one for one in rules_on(shanghai_day(now)).principle if one.code == "danger")
    tell(actor, now, row, "mediation.danger_reported", {"police": police}, (rule.warrant.reference,))
