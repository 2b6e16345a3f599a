"""An estate of ten owners whose first assembly, or renewal, is prepared; everything through the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.test import Client

from hemei.community.committees.models import Candidate, Election
from hemei.community.committees.rules.election_words import Side, Source
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import CandidateDraft, MemberDraft, WorkDraft
from hemei.community.committees.tests.living import Life, made_life
from hemei.community.voting import services as voting
from hemei.ground.people.models import Account, Ownership
from hemei.ground.people.tests.factories import Town, made_town
from hemei.ground.places import services as place_services
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.rules.drafts import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft
from hemei.ground.places.rules.estates import EstateKind
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from tests.grounds import standing

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
"""A Monday at ten in the morning in Hefei."""
TODAY = date(2026, 11, 2)
HOME, STREET = "340102001001", "340102001"
OWNERS = ("赵一", "钱二", "孙三", "李四四", "周五", "吴六", "郑七", "王八", "冯九", "陈十")
PHONE = "13800138077"
SAID = (
    "capacity", "law_abiding", "keeps_covenant", "public_spirited", "able", "relative_at_company", "defaulter",
    "unlawful_building", "misconduct",
)  # fmt: skip
DECLARED = dict.fromkeys(SAID, True)


@dataclass
class Garden:
    """The estate with its owners, who acts, and short ways through an election."""

    town: Town
    estate: int
    units: dict[str, int]
    clerk: Actor
    secretary: Actor
    street: Actor
    district: Actor
    foreign: Actor
    owner: Actor
    extra: dict[str, Any] = field(default_factory=dict)

    def do(self, actor: Actor, act: Any, **values: Any) -> Any:
        now = values.pop("now", NOW)
        with records.acting(actor):
            return act(actor=actor, now=now, **values)

    def row(self, election: int) -> Election:
        with records.acting(EVERYONE):
            return Election.objects.get(pk=election)

    def candidates(self, election: int) -> dict[str, Candidate]:
        with records.acting(EVERYONE):
            rows = list(Candidate.objects.filter(election_id=election))
            names = record.open_sealed(row.name_id for row in rows)
        return {names[row.name_id] or "": row for row in rows}

    def apply(self, actor: Actor | None = None, rooms: Sequence[str] = ("101", "102")) -> int:
        units = [self.units[room] for room in rooms]
        return int(self.do(actor or self.clerk, services.apply_first, estate_id=self.estate, unit_ids=units))

    def form_group(self, election: int, owners: Sequence[str] = OWNERS[:4], now: datetime = NOW) -> None:
        members = [MemberDraft(name=name, side=Side.OWNER) for name in owners]
        members += [
            MemberDraft(name="街道甲", side=Side.STREET, chair=True),
            MemberDraft(name="居委乙", side=Side.RESIDENTS_COMMITTEE),
            MemberDraft(name="建设丙", side=Side.DEVELOPER),
        ]
        self.do(self.street, services.form_group, election_id=election, members=members, now=now)

    def rule(self, **says: Any) -> None:
        """Give the estate rules of procedure of its own, confirmed by a second person."""
        draft = voting.RulesDraft(
            estate_id=self.estate, title="议事规则", valid_from=TODAY, key="rules", document="1号", adopted_on=TODAY,
            scan=(BytesIO(b"%PDF-1.4\n%%EOF\n"), "议事规则.pdf"),
            says={key: voting.Said(value, "第十二条") for key, value in says.items()},
        )  # fmt: skip
        number = self.do(replace(self.clerk, person_id=1), voting.enter_rules, draft=draft)
        other = replace(self.secretary, person_id=2)
        self.do(other, voting.settle_rules, rules_id=number, confirmed=True)

    def post_work(self, election: int) -> None:
        codes = ("roll", "meeting", "drafts", "voting_rule", "candidate_list", "election_method", "others")
        drafts = [WorkDraft(code=code, posted_on=TODAY) for code in codes]
        self.do(self.clerk, services.note_works, election_id=election, drafts=drafts)

    def register_all(self, election: int, names: Sequence[str]) -> list[int]:
        drafts = [CandidateDraft(source=Source.OWNERS, name=name, declared=DECLARED) for name in names]
        found: list[int] = self.do(self.clerk, services.register_all, election_id=election, drafts=drafts)
        return found

    def register(self, election: int, name: str, declared: Mapping[str, bool] = DECLARED, **more: Any) -> int:
        draft = CandidateDraft(**{"source": Source.OWNERS, "name": name, "declared": declared, **more})
        return int(self.do(self.clerk, services.register, election_id=election, draft=draft))

    def accept(self, candidate: int, **found: bool) -> Any:
        return self.do(self.clerk, services.check, candidate_id=candidate, found=found)

    def prepared(self, names: Sequence[str] = OWNERS[:7]) -> int:
        """Return a first election with its group, its work posted and its candidates accepted and posted."""
        election = self.apply()
        self.form_group(election)
        self.do(self.clerk, services.post_group, election_id=election, posted_on=TODAY)
        self.post_work(election)
        self.register_all(election, names)
        self.do(self.clerk, services.check_all, election_id=election)
        self.do(self.clerk, services.post_candidates, election_id=election, posted_on=TODAY)
        return election

    def browser(self, role: Role, body: str, code: str) -> Client:
        name = f"{role.value} {body}"
        self.town.person(name, code)
        self.town.appoint(name, body, role)
        account = self.town.account(name, code, username=name)
        return self.become(account)

    @staticmethod
    def become(account: int) -> Client:
        Account.objects.filter(pk=account).update(sample=1)
        client = Client()
        client.post(f"/demo/persons/{account}")
        return client

    def resident(self) -> Client:
        return self.become(self.owner.account_id or 0)


def owed(who: Actor) -> dict[str, date]:
    """Return what somebody's body has still to do of elections, and by when."""
    with records.acting(who):
        found = duties.duty_list(actor=who)
    return {
        one.title.removeprefix("选举花园业委会选举："): shanghai_day(one.due_at)
        for one in found if one.due_at is not None and one.origin == "committee_election"
    }  # fmt: skip


def _draft(town: Town) -> EstateDraft:
    houses = []
    for house in (1, 2):
        rooms = [UnitDraft(f"{house}0{number}", 1, 10_000) for number in range(1, 6)]
        houses.append(BuildingDraft(f"{house}幢", 6, [EntranceDraft("1单元", rooms)]))
    return EstateDraft(
        name="选举花园", kind=EstateKind.COMMODITY, community_id=town.place(HOME), address="明光路2号",
        built_area_dm2=200_000, households=10, valid_from=date(2024, 1, 1), buildings=houses,
    )  # fmt: skip


@standing
def garden() -> Garden:
    town = made_town()
    with records.acting(EVERYONE):
        place_services.add_estates(actor=EVERYONE, now=NOW, drafts=[_draft(town)], source="test")
        PropertyUnit.objects.update(delivered_on=date(2024, 6, 1))
        rows = list(PropertyUnit.objects.order_by("pk").values_list("room", "pk", "estate_id", "scope"))
        for (_room, unit, _estate, scope), name in zip(rows, OWNERS, strict=True):
            person = town.person(name, HOME, PHONE if name == OWNERS[0] else "")
            Ownership.objects.create(
                unit_id=unit, person_id=person, valid_from=TODAY - timedelta(days=400), scope=scope,
                stream=f"people.person:{person}",
            )  # fmt: skip
    account = town.account(OWNERS[0], HOME, phone=PHONE)
    body = "东风社区居委会"
    return Garden(
        town=town,
        estate=rows[0][2],
        units={room: unit for room, unit, _estate, _scope in rows},
        clerk=town.actor(Role.COMMUNITY_CLERK, HOME, body, "张三", account=1),
        secretary=town.actor(Role.COMMUNITY_SECRETARY, HOME, body, "张三", account=1),
        street=town.actor(Role.STREET_CLERK, STREET, "明光路街道办", "张三", account=1),
        district=town.actor(Role.DEPARTMENT_CLERK, "340102", "瑶海区住建局", "张三", account=1),
        foreign=town.actor(Role.COMMUNITY_CLERK, "340104001001", "三里庵社区居委会", "李四", account=1),
        owner=Actor(Role.RESIDENT, account_id=account, person_id=town.persons[OWNERS[0]]),
    )


@standing
def life() -> Life:
    return made_life()
