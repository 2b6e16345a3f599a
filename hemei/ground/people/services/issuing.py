"""The city's bureau issues the city's own standard in place of the nation's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hemei.ground.people.rules.platform import Act
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand, gives_reason, mark


def issue_standard(*, actor: Actor, now: datetime, issue: records.Issue) -> int:
    """Issue a document for this city; returns its id.

    Raises:
        Refused: the role may not, no reason is given, or the document cannot be kept; see
            `records.keep_document`.
    """
    _hold(actor, issue)
    scope = places.city().path
    with transaction.atomic(), opened(actor, scope):
        return records.keep_document(actor=actor, now=now, issue=issue, scope=scope)


def try_standard(*, actor: Actor, now: datetime, issue: records.Issue) -> records.Reading:
    """Do all that issuing does up to the writing; returns what was read and what it would replace.

    Raises:
        Refused: as `issue_standard`.
    """
    _hold(actor, issue)
    return records.read_issue(now=now, issue=issue)


def demand_issuing(actor: Actor) -> None:
    """Raise `Refused` where the actor's role may not issue documents."""
    demand_act(actor, Act.ISSUE_STANDARD)


def _hold(actor: Actor, issue: records.Issue) -> None:
    demand_issuing(actor)
    demand(gives_reason(mark("没有写明发布的理由，为什么本市另作规定。"), issue.reason))
