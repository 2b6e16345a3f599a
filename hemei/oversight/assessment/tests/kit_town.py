"""A town with eight projects under two companies, a supplier with three assessors, and short ways through a sample."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from hemei.ground.companies import services as companies
from hemei.ground.companies.rules.contracts import Contract
from hemei.ground.people.models import Account
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import NOW, SINCE, SYSTEM, Town, made_town
from hemei.ground.places import queries as places
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft, add_estates
from hemei.ground.records import services as records
from hemei.ground.records.tests.test_likeness import saved, scene
from hemei.kernel.actor import Actor, Role
from hemei.oversight.assessment import services
from hemei.oversight.assessment.models import Visit
from hemei.oversight.assessment.tests.test_rules_kit import ITEMS

CITY = "340100"
HOMES = ("340102001001", "340104001001")
POINT = places.Point(117_283_000, 31_861_000)
SEED = "双色球 03 08 14 21 27 30 + 11"
DAY = timedelta(days=1)
START = NOW + timedelta(hours=2)


def photo(seed: int, taken: datetime | None = None, *, year: int = 0) -> bytes:
    """Return a photo of a made-up scene, with the time in it that a camera writes."""
    image = scene(seed, (640, 480))
    exif = Image.Exif()
    if taken is not None:
        local = taken.astimezone(UTC) + timedelta(hours=8)
        exif.get_ifd(0x8769)[0x9003] = f"{local.year - year}:{local:%m:%d %H:%M:%S}"
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 51.0, 39.6), 3: "E", 4: (117.0, 16.0, 58.8)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


@dataclass
class Kit:
    """Who acts, and short ways through contract, sample and visits."""

    town: Town
    buyer: Actor
    assessors: dict[int, Actor]
    contract: int
    projects: list[int]
    accounts: dict[str, int]

    def do(self, actor: Actor, act: Any, at: datetime = NOW, **values: Any) -> Any:
        with records.acting(actor):
            return act(actor=actor, now=at, **values)

    def open(self) -> int:
        draft = services.RoundDraft(
            standard="service-quality", place_id=self.town.place(CITY), title="第三方评价",
            period_from=date(2026, 10, 1), period_until=date(2026, 11, 2),
        )  # fmt: skip
        return int(self.do(self.buyer, services.open_round, draft=draft))

    def listed(self, round_id: int, size: int = 4) -> int:
        return int(
            self.do(
                self.buyer,
                services.fix_list,
                round_id=round_id,
                contract_id=self.contract,
                by=("county",),
                size=size,
            )
        )

    def planned(self, size: int = 4) -> tuple[int, int]:
        """Return a round with its sample, drawn and planned."""
        round_id = self.open()
        sample = self.listed(round_id, size)
        self.do(self.buyer, services.draw_sample, sample_id=sample, seed=SEED)
        self.do(self.buyer, services.plan_visits, sample_id=sample, appointment_ids=sorted(self.assessors))
        return round_id, sample

    def visits(self, *, second: bool = False) -> list[tuple[Visit, Actor]]:
        """Return visits with who makes them."""
        with records.acting(SYSTEM):
            rows = Visit.objects.filter(second_of__isnull=not second, state="planned").order_by("id")
            rows = rows.select_related("assessor", "entry")
            return [(row, self.assessors[row.assessor.appointment_id or 0]) for row in rows]

    def draft(self, start: datetime = START, minutes: int = 40, **changes: Any) -> services.VisitDraft:
        """Return a visit of full and half marks, every item with a note."""
        items = tuple(
            services.ItemDraft(
                item.code, Fraction(1) if item.veto or n % 3 else Fraction(1, 2), 60, "看过现场"
            )
            for n, item in enumerate(ITEMS)
        )
        values = {
            "started_at": start,
            "ended_at": start + timedelta(minutes=minutes),
            "items": items,
            "photos": (),
        }
        return services.VisitDraft(**{**values, **changes})

    def shots(
        self, *contents: bytes, noted: dict[str, object] | None = None
    ) -> tuple[services.VisitPhotoDraft, ...]:
        return tuple(
            services.VisitPhotoDraft(ITEMS[n].code, io.BytesIO(content), f"{n}.jpg", json.dumps(noted or {}))
            for n, content in enumerate(contents)
        )

    def ends(
        self, visit: Visit, actor: Actor, draft: services.VisitDraft | None = None, key: str = ""
    ) -> tuple[str, ...]:
        made = draft or self.draft()
        at = made.ended_at + timedelta(minutes=1)
        found = self.do(
            actor, services.end_visit, at, visit_id=visit.pk, draft=made, key=key or str(uuid.uuid4())
        )
        return tuple(found)

    def browser(self, name: str) -> Client:
        client = Client()
        client.post(f"/demo/persons/{self.accounts[name]}")
        return client


def _estates(town: Town) -> None:
    house = BuildingDraft(
        "1幢", 6, [EntranceDraft("1单元", [UnitDraft(f"{n}01", n, 8_950) for n in range(1, 7)])]
    )
    drafts = [
        EstateDraft(
            name=f"评估小区{number}", kind=places.EstateKind.COMMODITY, community_id=town.place(HOMES[number % 2]),
            address="明光路88号", built_area_dm2=2_500_000, households=300, valid_from=SINCE, point=POINT,
            buildings=[house],
        )
        for number in range(8)
    ]  # fmt: skip
    add_estates(actor=SYSTEM, now=NOW, drafts=drafts, source="test")


def _projects(town: Town) -> list[int]:
    drafts = [
        companies.CompanyDraft("大地物业有限公司", "91350100M000100Y43", town.bodies["大地物业公司"], SINCE),
        companies.CompanyDraft("远山物业有限公司", "9144030071526726XG", town.bodies["远山物业公司"], SINCE),
    ]
    numbers = companies.add_companies(actor=SYSTEM, now=NOW, drafts=drafts)
    estates = [row for row in places.estates(actor=SYSTEM) if row.name.startswith("评估小区")]
    projects = [
        companies.ProjectDraft(numbers[n % 2], estate.id, Contract.OWNERS, SINCE)
        for n, estate in enumerate(estates)
    ]
    return list(companies.begin_projects(actor=SYSTEM, now=NOW, drafts=projects))


def made_kit(town: Town) -> Kit:
    """Set everything up; the assessors and the buyer have accounts."""
    town.found("评估公司", BodyKind.SUPPLIER, CITY, Level.CITY)
    _estates(town)
    projects = _projects(town)
    accounts, assessors = {}, {}
    for name, body, role in (
        ("买方", "市房产局", Role.CITY_BUREAU),
        *((f"评估员{n}", "评估公司", Role.ASSESSOR) for n in range(1, 4)),
    ):
        town.person(name, CITY)
        held = town.appoint(name, body, role)
        accounts[name] = town.account(name, CITY, username=f"kit{len(accounts)}")
        if role is Role.ASSESSOR:
            assessors[held] = Actor(
                role=role, account_id=accounts[name], person_id=town.persons[name], appointment_id=held
            )
    Account.objects.filter(pk__in=accounts.values()).update(sample=1)
    buyer = town.actor(Role.CITY_BUREAU, CITY, "市房产局", "买方", account=accounts["买方"])
    draft = services.ContractDraft(
        supplier_id=town.bodies["评估公司"], number="HF-2026-01", task="全市物业项目现场检查", price_fen=1_000_000,
        signed_on=date(2026, 9, 1), valid_from=date(2026, 10, 1), valid_until=date(2027, 10, 1),
    )  # fmt: skip
    with records.acting(buyer):
        contract = services.record_contract(actor=buyer, now=NOW, draft=draft)
    return Kit(town, buyer, assessors, contract, projects, accounts)


@pytest.fixture
def kit(db: None, settings: Any) -> Kit:
    settings.DEMO = True  # the page of sample persons lets a test sign in
    town = made_town()
    with records.acting(SYSTEM):
        return made_kit(town)


def without(items: Iterable[services.ItemDraft], code: str) -> tuple[services.ItemDraft, ...]:
    """Return the items without one."""
    return tuple(item for item in items if item.item != code)


__all__ = ["CITY", "DAY", "SEED", "START", "Kit", "kit", "made_kit", "photo", "replace", "saved", "without"]
