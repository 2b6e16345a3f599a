"""What the street owes: coverage after acceptance, a successor before an emergency ends. Duties remind and escalate."""

from __future__ import annotations

from datetime import date, datetime

from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Reference
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.oversight.renewal.models import EmergencyService, RenovationProject

COVERAGE, DECISION, SUCCESSOR = "coverage", "decision", "successor"
_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
"""A duty concerns bodies above the place of who acted; the event names who did."""


def project_stream(row: RenovationProject) -> str:
    """Return what a duty names as its origin."""
    return f"renewal.project:{row.pk}"


def emergency_stream(row: EmergencyService) -> str:
    """Return what a duty names as its origin."""
    return f"renewal.emergency:{row.pk}"


def owe_coverage(
    *, now: datetime, row: RenovationProject, name: str, until: date, reference: Reference
) -> None:
    """Let the street owe that an accepted estate is managed by a day."""
    title = f"“{name}”改造已验收，请在期限内落实管理覆盖"
    _owe(now, project_stream(row), COVERAGE, row.scope, title, until, reference)


def owe_successor(
    *,
    now: datetime,
    row: EmergencyService,
    name: str,
    decide_by: date,
    references: tuple[Reference, Reference],
) -> None:
    """Let the street owe a decision on who follows, and that he is there when the emergency service ends."""
    stream = emergency_stream(row)
    decided = f"“{name}”应急物业将于{row.ends_on}到期，请先定下后续管理模式"
    _owe(now, stream, DECISION, row.scope, decided, decide_by, references[0])
    there = f"“{name}”应急物业到期前，请落实后续管理"
    _owe(now, stream, SUCCESSOR, row.scope, there, row.ends_on, references[1])


def settle(stream: str, now: datetime, *items: str, lapsed: bool = False) -> None:
    """End what was owed: the act has done it, or it is owed no more."""
    with records.acting(_PLATFORM):
        duties.settle_duties(
            actor=_PLATFORM, now=now, origin_stream=stream, because=stream, items=items, lapsed=lapsed
        )


def _owe(
    now: datetime, stream: str, item: str, scope: str, title: str, until: date, reference: Reference
) -> None:
    today = shanghai_day(now)
    owner = people.street_body_for(scope, today)
    setter = people.county_body_for(scope, today) or owner
    if owner is None or setter is None:
        return  # nobody is there who could owe it
    draft = duties.DutyDraft(
        key=f"{stream}:{item}", origin=duties.Origin.RENEWAL, origin_stream=stream, origin_item=item, title=title,
        owner=owner, setter=setter, limit=Limit(max(1, (until - today).days), "days"), references=(reference,),
    )  # fmt: skip
    with records.acting(_PLATFORM):
        duties.set_duties(actor=_PLATFORM, now=now, drafts=[draft])
