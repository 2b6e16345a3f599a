"""A small estate whose owners vote: two buildings, eight units and a parking space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.test import override_settings

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, Roll, RollCorrection, RollUnit, Vote, VoterBinding
from hemei.community.voting.queries.bound import owners_on
from hemei.community.voting.queries.law import proof_on
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services import BindingDraft, Correction, SheetDraft
from hemei.community.voting.tests.papers import Desk
from hemei.community.voting.tests.supporting import letter_of
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW, SYSTEM, Town, made_town
from hemei.ground.places import services as place_services
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.rules.drafts import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.places.rules.estates import EstateKind, UnitUse
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records import standards
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing

HOME = "340102001001"
CLOSES = NOW + timedelta(days=20)


@dataclass
class Quarter:
    """An estate of eight units in two buildings and a parking space; 甲 two of them, 甲 and 乙 two, one undelivered."""

    town: Town
    clerk: Actor
    estate: int
    units: dict[str, int]

    def freeze(self, **more) -> Roll:
        arguments = {
            "matters": ["hire_company", "rebuild"],
            "closes_at": CLOSES,
            "key": "k1",
            "estate_id": self.estate,
        }
        number = services.freeze_roll(actor=self.clerk, now=NOW, **(arguments | more))
        return Roll.objects.get(pk=number)

    def cast(
        self, roll: Roll, room: str, choice, *, at=NOW, number=1, valid=True, now=None, channel="paper"
    ) -> int:
        """Enter a ballot for one item, at the desk with the owner before the clerk; returns its id."""
        unit = RollUnit.objects.get(roll=roll, unit_id=self.units[room])
        self.send_delegates(roll, at, unit_id=unit.unit_id)
        vote = Vote.objects.get(roll=roll, number=number)
        sheet = SheetDraft(
            roll_unit_id=unit.pk,
            choices={vote.pk: choice},
            spoiled=frozenset() if valid else frozenset({vote.pk}),
            channel=channel,
            received_at=at,
            **({"document": "passport", "owner_id": unit.owner_ids[0]} if channel == "desk" else {}),
        )
        [written] = services.enter_sheets(
            actor=self.clerk, now=now or at, roll_id=roll.pk, sheets=[sheet], source="test"
        )
        return int(Ballot.objects.get(sheet_id=written.sheet_id).pk)

    def send_delegates(self, roll: Roll, now: datetime, **only) -> None:
        """Bind the delegate of the developer for its units of a roll that have no voter."""
        with records.acting(SYSTEM):
            rows = RollUnit.objects.filter(roll=roll, **only)
            bound = VoterBinding.objects.filter(ended_at=None).values_list("unit_id", flat=True)
            units = [row.unit_id for row in rows if not owners_on(row) and row.unit_id not in set(bound)]
            if not units:
                return
            person = self.town.persons["丁"]
        for unit in units:
            draft = BindingDraft(
                unit_id=unit, person_id=person, owner_id=None, kind=BindingKind.DESK, capacity=Capacity.DELEGATE,
                document="business_licence", evidence="授权书", scan=letter_of(),
            )  # fmt: skip
            with records.acting(self.clerk):
                proof = proof_on(roll.estate_id, shanghai_day(now))
                services.voters.write_binding(self.clerk, now, draft, roll.scope, proof=proof)

    @property
    def hands(self) -> tuple[Actor, Actor]:
        """Two clerks of the desk."""
        one, other = self.town.persons["丁"], self.town.persons["张三"]
        return replace(self.clerk, person_id=one), replace(self.clerk, account_id=2, person_id=other)

    def correct(self, roll: Roll, room: str, *, now: datetime = NOW, **changes) -> None:
        """Put a unit right; where ballots came in that it makes count otherwise, a second clerk confirms it."""
        self.correct_unit(RollUnit.objects.get(roll=roll, unit_id=self.units[room]), now=now, **changes)

    def correct_unit(self, unit: RollUnit, *, now: datetime = NOW, **changes) -> None:
        """Put a unit of any roll right, by two clerks where it takes two."""
        one, other = self.hands
        correction = Correction(**changes)
        if not services.correct_roll(
            actor=one, now=now, roll_unit_id=unit.pk, correction=correction, reason="证载有误"
        ):
            waits = RollCorrection.objects.get(roll_unit=unit, answered_at=None)
            services.answer_correction(actor=other, now=now, correction_id=waits.pk, confirmed=True)

    def sums(self, roll: Roll, number=1, now: datetime = CLOSES + timedelta(seconds=1)) -> queries.VoteSums:
        vote = Vote.objects.get(roll=roll, number=number)
        [found] = queries.vote_sums([vote.pk], actor=self.clerk, now=now)
        return found


def made_quarter() -> Quarter:
    town = made_town()
    houses = [
        BuildingDraft(
            "1幢", 6, [EntranceDraft("1单元", [UnitDraft(f"10{n}", 1, 10_000 + n) for n in range(1, 5)])]
        ),
        BuildingDraft(
            "2幢",
            6,
            [
                EntranceDraft("1单元", [UnitDraft(f"20{n}", 1, 8_000 + n) for n in range(1, 5)]),
                EntranceDraft("车库", [UnitDraft("P1", 0, 1_200, UnitUse.PARKING)]),
            ],
        ),
    ]
    draft = EstateDraft(
        name="表决小区", kind=EstateKind.COMMODITY, community_id=town.place(HOME), address="明光路1号",
        built_area_dm2=100_000, households=8, valid_from=NOW.date() - timedelta(days=900), buildings=houses,
    )  # fmt: skip
    with records.acting(EVERYONE):
        place_services.add_estates(actor=EVERYONE, now=NOW, drafts=[draft], source="test")
        units = dict(PropertyUnit.objects.values_list("room", "pk"))
        estate = PropertyUnit.objects.values_list("estate_id", flat=True).first()
        persons = {name: town.person(name, HOME) for name in ("甲", "乙", "丙", "丁")}
        owners = {
            "101": "甲",
            "102": "甲",
            "103": "甲乙",
            "201": "乙甲",
            "104": "丙",
            "202": "丁",
            "P1": "丁",
        }
        for room, names in owners.items():
            for name in names:
                Ownership.objects.create(
                    stream=f"people.person:{persons[name]}", scope=town.path(HOME), unit_id=units[room],
                    person_id=persons[name], valid_from=NOW.date() - timedelta(days=100),
                )  # fmt: skip
        PropertyUnit.objects.filter(pk=units["202"]).update(delivered_on=NOW.date() + timedelta(days=1))
    clerk = town.actor(Role.COMMUNITY_CLERK, HOME, "东风社区居委会", account=1)
    return Quarter(town, clerk, estate, units)


@standing
def quarter() -> Iterator[Quarter]:
    made = made_quarter()
    with records.acting(made.clerk):
        yield made


@standing
def printed(quarter: Quarter) -> Iterator[tuple[Desk, Path]]:
    """A desk whose ballots are printed, and where its files lie."""
    with TemporaryDirectory() as folder:
        with override_settings(MEDIA=Path(folder)):
            made = Desk(quarter)
            made.print_all()
        yield made, Path(folder)


@pytest.fixture
def desk(printed: tuple[Desk, Path], settings: Any, tmp_path: Path) -> Desk:
    """A desk whose ballots are printed; what a test brings in lies beside them, in a folder of its own."""
    made, folder = printed
    settings.MEDIA = copytree(folder, tmp_path / "media")
    return made.fresh()


@pytest.fixture
def area_counts(quarter: Quarter) -> Iterator[None]:
    """Let the city say that a proposal needs a fifth of the area too."""
    day = NOW.date()
    held = record.standards().in_force("assembly-procedure", on=day)
    assert held is not None
    text = held.text.replace("needed = false", "needed = true", 1)
    bureau = quarter.town.actor(Role.CITY_BUREAU, "340100", "市房产局", "王五", account=1)
    with records.acting(bureau):
        draft = records.Issue("assembly-procedure", day, text, "本市另看面积。")
        people_services.issue_standard(actor=bureau, now=NOW, issue=draft)
    records.bind(quarter.clerk)
    yield
    standards.forget()
