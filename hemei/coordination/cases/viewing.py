"""In whose eyes a case is looked at: the transaction, and whether the viewer is its reporter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, models
from django.db.models.expressions import RawSQL

from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.words import State
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Role

_DAY, LONGEST_NUMBER = len("yymmdd"), 24
"""A number is its day and an id, which has fewer digits than a bigint can."""


@contextmanager
def bound(viewer: Viewer) -> Iterator[None]:
    """Run in the transaction the edge has bound, else in one of the viewer's own.

    Who has shown the reporter's phone has no rows of his own: he gets the city opened, and every
    statement here names the one case whose phone he showed.
    """
    if viewer.proven:
        with records.acting(replace(viewer.actor, role=Role.RESIDENT, places=(EVERYWHERE,))):
            yield
    elif connection.in_atomic_block:
        yield
    else:
        with records.acting(viewer.actor):
            yield


REPORTERS_ACCESS = """exists (
    select 1 from records_access a
    where a.stream = cases_case.stream and a.person_id = nullif(current_setting('app.person', true), '')::bigint)"""
"""The condition that the bound person is on the case's access list: its reporter."""


OWING = "select d.stream from clocks_deadline d where d.body_id = %s and d.state in ('running', 'paused')"
"""The streams in which a clock of a body is not settled yet."""


def reporters_access() -> RawSQL:
    """Return the condition for a query of cases."""
    return RawSQL(REPORTERS_ACCESS, [], output_field=models.BooleanField())  # noqa: S611 - a constant


def seen_by(viewer: Viewer, *, listed: bool) -> Viewer:
    """Return the viewer, proven where he is on the case's list; who only proved a phone acts as a resident."""
    if viewer.proven and viewer.actor.account_id is None:
        return replace(viewer, actor=replace(viewer.actor, role=Role.RESIDENT))
    return replace(viewer, proven=viewer.proven or listed)


def held_by(body_id: int) -> models.Q:
    """Return the condition that a body still has something to do in a case, ended or not.

    A clock of its own runs there (also of an answer to a supervision, or of a re-visit to an ended case), it was
    called, or it is who would act next: home or accountable body of an open case, home body of one that a re-visit
    may reopen.
    """
    owing = RawSQL(OWING, [body_id])  # noqa: S611 - a constant
    ours = models.Q(home_body_id=body_id) | models.Q(accountable_body_id=body_id)
    return (
        models.Q(stream__in=owing)
        | (ours & ~models.Q(state=State.ENDED))
        | models.Q(home_body_id=body_id, revisits__number__gt=0, revisits__visited_at=None)
        | models.Q(tasks__body_id=body_id, tasks__ended_at=None)
    )


def is_number(text: str) -> bool:
    """Whether a text can be a case's number; anything else never reaches the database."""
    return text.isascii() and text.isdigit() and _DAY < len(text) <= LONGEST_NUMBER
