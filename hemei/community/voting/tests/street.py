"""The quarter with a roll, and who votes there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import RollUnit, Vote, VoterBinding
from hemei.community.voting.rules.voters import FOR_ANOTHER, BindingKind
from hemei.community.voting.services import BindingDraft, SheetDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.supporting import letter_of
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused


def bound_until(number: int, day: date) -> int:
    """Let a voter be bound as before, but until another day; return the new binding."""
    row = VoterBinding.objects.get(pk=number)
    VoterBinding.objects.filter(pk=number).update(ended_at=NOW)
    row.pk, row.expires_on = 1_000_003 + number, day
    row.stream = f"voting.binding:{row.pk}"
    row.save(force_insert=True)
    return row.pk


class Street:
    """The quarter with a roll, and who votes there."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter = quarter
        self.roll = quarter.freeze()
        self.votes = list(Vote.objects.filter(roll=self.roll).order_by("number").values_list("pk", flat=True))

    def unit(self, room: str) -> int:
        return RollUnit.objects.get(roll=self.roll, unit_id=self.quarter.units[room]).pk

    def person(self, name: str) -> int:
        return self.quarter.town.persons[name]

    def resident(self, name: str) -> Actor:
        return Actor(role=Role.RESIDENT, account_id=1, person_id=self.person(name))

    def bind(self, room: str, name: str, **more) -> int:
        draft = BindingDraft(
            unit_id=self.quarter.units[room],
            person_id=self.person(name),
            **({"owner_id": self.person(name), "kind": BindingKind.DESK, "document": "passport"} | more),
        )
        if draft.capacity in FOR_ANOTHER:
            draft = replace(draft, scan=letter_of())
        return services.bind_voter(actor=self.quarter.clerk, now=NOW, draft=draft)

    def sheet(self, room: str, *choices: str, channel: str = "phone", **more) -> SheetDraft:
        marks = dict(zip(self.votes, choices or ("for", "against"), strict=True))
        base = {"received_at": NOW, "confirmed_at": NOW if channel == "phone" else None}
        return SheetDraft(roll_unit_id=self.unit(room), choices=marks, channel=channel, **(base | more))

    def phone(self, name: str, sheet: SheetDraft, now=NOW):
        actor = self.resident(name)
        with records.acting(actor):
            services.claim_units(actor=actor, now=now)
            return services.cast_sheet(actor=actor, now=now, sheet=sheet)

    @property
    def second(self) -> Actor:
        """Return another clerk of the same desk."""
        return replace(self.quarter.clerk, account_id=2, person_id=self.person("丁"))

    def desk(self, sheet: SheetDraft, now=NOW):
        return services.cast_sheet(actor=self.quarter.clerk, now=now, sheet=sheet)


def refused(act) -> str:
    with pytest.raises(Refused) as found:
        act()
    return str(found.value.decision.reasons[0].code)
