"""Whether somebody may inspect what owners of a roll may (interpretation art. 13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q

from hemei.community.voting.models import Proxy, Roll, RollUnit, VoterBinding
from hemei.community.voting.queries.bound import lapsed_bindings
from hemei.kernel.actor import Actor


def inspects(roll_id: int, persons: Collection[int], *, actor: Actor, on: date) -> bool:
    """Whether one of these persons owns a unit of the roll, or stands for its owner on a day; the place is opened.

    A binding stands for him while it is neither ended nor expired nor objected to, and whom it is of still owns the
    unit; a proxy until it is withdrawn or the vote is closed. A unit that is not delivered is the developer's
    (interpretation art. 9).
    """
    wanted = list(persons)
    if not wanted:
        return False
    estate = Roll.objects.filter(pk=roll_id).values_list("estate_id", flat=True).first()
    lapsed = lapsed_bindings(estate or 0, actor=actor, on=on, persons=wanted)
    bound = VoterBinding.objects.exclude(pk__in=lapsed).filter(
        unit_id=OuterRef("unit_id"), person_id__in=wanted, ended_at=None, objected_at=None,
        valid_from__lte=on, expires_on__gt=on,
    )  # fmt: skip
    held = Proxy.objects.filter(
        roll_unit=OuterRef("pk"), holder_id__in=wanted, withdrawn_at=None, roll_unit__roll__closed_at=None
    )
    owned = Q(owner_ids__overlap=wanted, delivered=True)
    return RollUnit.objects.filter(owned | Exists(bound) | Exists(held), roll_id=roll_id).exists()
