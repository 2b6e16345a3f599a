"""The list queries of voting, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from hemei.community.voting import queries, services
from hemei.community.voting.models import Roll, Vote
from hemei.ground.people.tests.factories import Town
from hemei.ground.places.models import Estate
from hemei.ground.places.tests.access import ESTATE, NEAR
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role


def _roll() -> int:
    with records.acting(EVERYONE):
        return Roll.objects.values_list("pk", flat=True).first() or 0


def _votes() -> list[int]:
    with records.acting(EVERYONE):
        return list(Vote.objects.values_list("pk", flat=True))


LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "voting.rolls": lambda actor, _now: queries.rolls(actor=actor),
    "voting.roll_units": lambda actor, _now: queries.roll_units(_roll(), actor=actor),
    "voting.vote_sums": lambda actor, now: queries.vote_sums(_votes(), actor=actor, now=now),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community put a matter to the vote of its estate."""
    clerk = town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会", account=1)
    with records.acting(clerk):
        services.freeze_roll(
            actor=clerk,
            now=now,
            estate_id=Estate.objects.get(name=ESTATE).pk,
            matters=["elect_committee"],
            closes_at=now + timedelta(days=20),
            key="access-test",
        )
