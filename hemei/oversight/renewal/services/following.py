"""What follows when an estate comes to be managed, and when it comes to lie elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from hemei.ground.companies import queries as companies
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import BasicService, EmergencyService, ModeDecision, RenovationProject
from hemei.oversight.renewal.queries.planning import MANAGED
from hemei.oversight.renewal.services.owing import (
    COVERAGE,
    DECISION,
    emergency_stream,
    project_stream,
    settle,
)
from hemei.oversight.renewal.services.serving import end, end_basic
from hemei.oversight.renewal.services.shared import tell

_TABLES = ("survey", "modedecision", "renovationproject", "projectstage", "basicservice", "emergencyservice")


def follow_management(*, actor: Actor, now: datetime, estate_id: int) -> None:
    """Where an estate is managed now, what was owed for it is done and an emergency service is over.

    Under a company the community's basic service is over too: nobody pays a charge, or a subsidy, beside the contract.
    """
    today = shanghai_day(now)
    with records.acting(actor), transaction.atomic():
        projects = list(
            RenovationProject.objects.select_for_update().filter(
                estate_id=estate_id, accepted_on__isnull=False, covered_on=None
            )
        )
        serving = list(
            EmergencyService.objects.select_for_update().filter(
                estate_id=estate_id, ended_on=None, begun_on__lt=today, ends_on__gt=today
            )
        )
        basic = list(
            BasicService.objects.select_for_update().filter(
                estate_id=estate_id, voided_at=None, valid_until=None, valid_from__lt=today
            )
        )
        if not projects and not serving and not basic:
            return
        counted = companies.counts_on(estate_id, today, actor=actor)
        if counted is None or not counted.counted:
            return
        for row in projects:
            row.covered_on = today
            row.save(update_fields=["covered_on"])
            tell(actor, now, row, "renewal.coverage_reached", {"day": today.isoformat()})
            settle(project_stream(row), now, COVERAGE)
        for service in serving:
            end(actor, now, service, today)
        for served in basic if counted.manner in MANAGED else ():
            end_basic(actor, now, served, today)


def follow_begun(*, actor: Actor, now: datetime) -> int:
    """Follow every estate that waits for management: what began on the day a company took over ends on the next.

    Returns how many were looked at; may be killed and repeated without harm.
    """
    today = shanghai_day(now)
    with records.acting(actor):
        waiting = [
            RenovationProject.objects.filter(accepted_on__isnull=False, covered_on=None),
            EmergencyService.objects.filter(ended_on=None, begun_on__lt=today, ends_on__gt=today),
            BasicService.objects.filter(voided_at=None, valid_until=None, valid_from__lt=today),
        ]
        estates = {number for rows in waiting for number in rows.values_list("estate_id", flat=True)}
    records.each_alone(
        sorted(estates), lambda number: follow_management(actor=actor, now=now, estate_id=number)
    )
    return len(estates)


def follow_decision(*, actor: Actor, now: datetime, estate_id: int) -> None:
    """Where a mode was decided, the decision an emergency service asked for is there."""
    today = shanghai_day(now)
    with records.acting(actor), transaction.atomic():
        decided = ModeDecision.objects.filter(estate_id=estate_id, voided_at=None, valid_until=None).exists()
        serving = EmergencyService.objects.filter(estate_id=estate_id, ended_on=None, ends_on__gt=today)
        for row in serving if decided else ():
            settle(emergency_stream(row), now, DECISION)


def follow_estates(*, actor: Actor) -> None:
    """Copy the estates' new scopes; may be repeated without harm."""
    with records.acting(actor), connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                f"update renewal_{table} t set scope = e.scope from places_estate e"
                " where e.stream = t.stream and e.scope <> t.scope"
            )
