"""The auditor reads a case masked; the reading is an event of his own stream."""

from __future__ import annotations

from datetime import datetime

from hemei.coordination.cases.queries.one import CasePage, case_page
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.viewing import is_number
from hemei.ground.people import services as people
from hemei.kernel.actor import Actor


def read_for_audit(*, actor: Actor, now: datetime, number: str) -> CasePage | None:
    """Return a case without its texts and pictures, and record that it was read; None where there is none.

    A number that leads nowhere is recorded as asked for, too. Raises Refused for every other role.
    """
    with people.audited(actor=actor, now=now) as said:
        page = case_page(viewer=Viewer(actor), number=number, now=now)
        said["number"] = number if is_number(number) else ""
        said["subject"] = page.stream if page else None
    return page
