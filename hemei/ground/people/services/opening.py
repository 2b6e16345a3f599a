"""Acts that reach beyond the actor's own places open just the place they need, and close it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hemei.ground.people.rules.platform import Act, may
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange
from hemei.kernel.decision import Refused


@contextmanager
def opened(actor: Actor, *scopes: str, accounts: bool = False) -> Iterator[None]:
    """Let one act write or read rows of these places, whatever the actor's own places are.

    The three administrations and sign-in hold no places; without this they could not create a
    person. Afterwards the transaction shows the actor's own rows again. `accounts` opens others'
    accounts as well, for acts of those who do not administer them.
    """
    wider = replace(actor, places=(*map(PlaceRange, scopes), *actor.places))
    with records.acting(wider, accounts=accounts):
        yield


def demand_act(actor: Actor, act: Act) -> None:
    """Raise `Refused` where the actor's role may not do this act."""
    decision = may(actor.role, act)
    if not decision.allowed:
        raise Refused(decision)
