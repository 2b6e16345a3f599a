"""Who voted for an owner, and whom an owner let vote, is asked of the owners of the roll: by what right, then how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, CallBack, CalledBallot, CallTry, RollUnit, Vote
from hemei.community.voting.queries.asked import called_rows
from hemei.community.voting.queries.evidence import call_backs_of
from hemei.community.voting.queries.files import files_of
from hemei.community.voting.rules.calling import ENDED
from hemei.community.voting.rules.voters import FOR_ANOTHER, BindingKind, Capacity
from hemei.community.voting.services import AgendaItem, BindingDraft, SheetDraft
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.supporting import drawing_only, letter_of
from hemei.community.voting.tests.test_calling import ENDS, REVISION, START, Published
from hemei.community.voting.tests.test_calling_desk import SINCE
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.community.voting.verify import differences
from hemei.ground.clocks.queries import deadlines_of
from hemei.ground.people.models import Ownership
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

pytestmark = pytest.mark.django_db
CAST = ENDS + SINCE - timedelta(days=1)
HIRE = AgendaItem(matter="hire_company", title="续聘")


class Asked(Published):
    """A vote of which each ballot came by another right, nothing by mere paper, and how it is asked about."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(quarter, SINCE, agenda=(REVISION, HIRE), agreed=())
        self.votes = list(Vote.objects.filter(roll=self.roll).order_by("number"))

    def unit(self, room: str) -> RollUnit:
        return RollUnit.objects.get(roll=self.roll, unit_id=self.quarter.units[room])

    def person(self, name: str) -> int:
        return self.quarter.town.persons[name]

    def sheet(self, room: str, channel: str, **more) -> SheetDraft:
        choices = {vote.pk: "for" for vote in self.votes}
        base = {"received_at": CAST, "roll_unit_id": self.unit(room).pk, "choices": choices}
        return SheetDraft(channel=channel, **(base | more))

    def proxied(self, room: str, holder: str = "张三", **more) -> int:
        """Let a clerk enter a proxy and the paper its holder signed."""
        act = {"actor": self.clerk, "now": CAST}
        holder_id = self.person(holder)
        proxy = services.give_proxy(
            roll_unit_id=self.unit(room).pk, holder_id=holder_id, evidence="3号盒", **act
        )
        sheet = self.sheet(room, "paper", proxy_id=proxy, **more)
        services.enter_sheets(roll_id=self.roll.pk, sheets=[sheet], source="test", **act)
        return proxy

    def phoned(self, room: str, voter: str, at: datetime = CAST, **more) -> None:
        """Let a clerk bind a voter, who then votes by phone."""
        self.bind(room, voter, **more)
        resident = Actor(role=Role.RESIDENT, account_id=9, person_id=self.person(voter))
        sheet = self.sheet(room, "phone", confirmed_at=at, received_at=at)
        with records.acting(resident):
            services.claim_units(actor=resident, now=at)
            services.cast_sheet(actor=resident, now=at, sheet=sheet)

    def bind(self, room: str, voter: str, **more) -> None:
        scan = {"scan": letter_of()} if more.get("capacity") in FOR_ANOTHER else {}
        draft = {"unit_id": self.quarter.units[room], "person_id": self.person(voter), **scan, **more}
        services.bind_voter(
            actor=self.clerk,
            now=CAST,
            draft=BindingDraft(**({"kind": BindingKind.DESK, "document": "passport"} | draft)),
        )

    def called(self, room: str, number: int, item: int = 0) -> int:
        """The drawn ballot of a unit."""
        ballot = Ballot.objects.get(vote=self.votes[item], roll_unit=self.unit(room))
        return CalledBallot.objects.get(call_back=number, ballot=ballot).pk

    def row(self, called: int, actor: Actor | None = None) -> queries.CalledRow:
        made = CalledBallot.objects.get(pk=called).call_back_id
        [row] = called_rows(made, actor=actor or self.caller, now=self.after, called_id=called)
        return row

    def record(self, called: int, said, day: int = 0, actor: Actor | None = None) -> str:
        now = self.after + timedelta(days=day)
        return services.record_call(actor=actor or self.caller, now=now, called_id=called, said=said)

    def drawn(self) -> list[int]:
        """Publish, and draw each item."""
        self.publish()
        self.draw()
        services.draw_call_back(actor=self.clerk, now=self.after, vote_id=self.votes[1].pk)
        return list(CallBack.objects.order_by("vote__number").values_list("pk", flat=True))

    def but_of_the_second(self, room: str) -> Callable[[CalledBallot], bool]:
        """Choose all ballots, but of the second item that of one unit alone."""
        unit = self.unit(room)
        return lambda row: row.call_back.vote != self.votes[1] or row.ballot.roll_unit == unit

    def strike(self, called: int, ground: str, actor: Actor | None = None) -> int:
        draft = services.StrikeDraft(
            sheet_id=CalledBallot.objects.get(pk=called).ballot.sheet_id, ground=ground, reason="回访记录"
        )
        return services.strike_ballots(
            actor=actor or self.clerk,
            now=self.after + timedelta(days=1),
            assembly_id=self.assembly,
            draft=draft,
        )


@standing
def asked(quarter: Quarter) -> Asked:
    return Asked(quarter)


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value.decision.reasons[0].code)


def test_a_lawful_proxy_is_confirmed_by_its_owner_and_its_holder(asked: Asked) -> None:
    asked.proxied("104")
    first, other = asked.drawn()
    called, twin = asked.called("104", first), asked.called("104", other, 1)
    row = asked.row(called)
    assert (row.cast_as, row.question, row.given_on) == ("proxy", "right", CAST.date())
    assert ([one.name for one in row.owners], row.voter.name) == (["*"], "张**")
    assert (
        code(lambda: asked.record(called, "not_voted")) == "not_asked"
    )  # he did not, and that denies nothing
    assert asked.record(called, "given") == "given"
    assert (asked.row(called).state, asked.row(called).question) == ("waiting", "vote")
    assert asked.row(twin).question == "vote"  # the owner is not asked once more for the other item
    assert code(lambda: asked.record(called, "given")) == "not_asked"
    assert asked.record(called, "for") == "confirmed"
    assert asked.record(twin, "for") == "confirmed"
    assert asked.page(first).verdict == asked.page(other).verdict == "holds"
    assert Ballot.objects.filter(standing=True).count() == 2
    assert code(lambda: asked.strike(called, "right_denied")) == "denied_right"


def test_a_proxy_whose_owner_denies_it_takes_out_all_that_was_cast_by_it(asked: Asked) -> None:
    asked.proxied("104")
    asked.proxied("101")  # by the same holder
    with drawing_only(lambda row: row.ballot.roll_unit != asked.unit("101")):
        first, other = asked.drawn()
    called = asked.called("104", first)
    assert [(one.unit, one.state) for one in asked.row(called).others] == [(asked.unit("101").code, None)]
    assert asked.record(called, "not_given") == "not_given"
    twin = asked.called("104", other, 1)
    assert [asked.row(one).state for one in (called, twin)] == ["denied", "denied"]
    assert {one.state for one in asked.row(called).others} == {"waiting"}  # drawn: its owner is asked
    assert code(lambda: asked.strike(called, "denied")) == "denied_call"  # nobody denied the vote itself
    for number, item in ((first, 0), (other, 1)):
        holder = asked.called("101", number, item)
        if asked.row(holder).question == "right":
            asked.record(holder, "given")
        asked.record(holder, "for")
    assert code(lambda: asked.strike(called, "right_denied", asked.caller)) == "own_call"
    assert asked.strike(called, "right_denied") == 2
    services.recount_assembly(
        actor=asked.clerk, now=asked.after + timedelta(days=1), assembly_id=asked.assembly
    )
    assert Ballot.objects.filter(standing=True, roll_unit=asked.unit("104")).count() == 0
    assert Ballot.objects.filter(standing=True, roll_unit=asked.unit("101")).count() == 2
    records.bind(EVERYONE)
    page = browser(asked.quarter, "钱一").get(f"/assemblies/{asked.assembly}").text
    assert "回访中业主否认给过委托" in page


def test_what_falls_with_a_proxy_owes_the_calls_of_the_other_item_anew(asked: Asked) -> None:
    asked.proxied("104")
    asked.proxied("102", "丁")
    asked.proxied("101", "丁")
    with drawing_only(asked.but_of_the_second("102")):
        first, other = asked.drawn()
    asked.say(asked.called("102", other, 1), "for")
    assert CallBack.objects.get(pk=other).verdict == "holds"
    clocks = {row.key: row.state for row in deadlines_of(stream=f"voting.assembly:{asked.assembly}")}
    assert clocks[f"calls:{other}"] == "met"
    asked.record(asked.called("104", first), "not_given")
    assert (asked.page(other).calls.denied, asked.page(other).verdict) == (1, "call_all")
    assert CallBack.objects.get(pk=other).verdict == ""
    clocks = {row.key: row.state for row in deadlines_of(stream=f"voting.assembly:{asked.assembly}")}
    assert clocks[f"calls:{other}:2"] == "running"
    services.widen_call_back(actor=asked.caller, now=asked.after, call_back_id=other)
    asked.say(asked.called("101", other, 1), "for")
    assert CallBack.objects.get(pk=other).verdict in ENDED
    clocks = {row.key: row.state for row in deadlines_of(stream=f"voting.assembly:{asked.assembly}")}
    assert (clocks[f"calls:{other}:2"], clocks[f"denied:{other}"]) == ("met", "running")


def test_a_guardian_is_asked_and_his_ward_denies_nothing(asked: Asked) -> None:
    guardian = {"capacity": Capacity.GUARDIAN, "owner_id": asked.person("丙"), "evidence": "监护证明，李四"}
    asked.bind("104", "张三", **guardian)
    desk = asked.sheet("104", "desk", document="passport", **guardian)
    services.cast_sheet(actor=asked.clerk, now=CAST, sheet=desk)
    number = asked.drawn()[0]
    called = asked.called("104", number)
    row = asked.row(called)
    assert (row.cast_as, row.question, row.voter.name) == ("guardian", "right", "张**")
    opened = services.open_contact(
        actor=asked.caller, now=asked.after, called_id=called, vault_id=row.evidence_id, reason="选票回访核对"
    )
    assert opened == "监护证明，李四"
    asked.record(called, "given")
    assert asked.record(called, "for") == "confirmed"


def test_phone_ballots_of_whom_a_clerk_bound_are_drawn_and_asked_of_the_owner(asked: Asked) -> None:
    evidence = {"capacity": Capacity.GUARDIAN, "evidence": "监护证明"}
    asked.phoned("104", "张三", owner_id=asked.person("丙"), **evidence)
    asked.phoned("101", "甲", owner_id=asked.person("甲"))
    asked.phoned(
        "102",
        "甲",
        owner_id=asked.person("甲"),
        kind=BindingKind.REGISTER,
        document="",
        extract_on=CAST.date(),
    )
    [row] = [one for one in queries.call_backs(asked.roll.pk, actor=asked.clerk) if one.number == 1]
    assert row.pool == {"bound": 2}  # the owner himself, from the register, needs no clerk's word
    first, other = asked.drawn()
    assert asked.page(first).pool == {"bound": 2}
    called = asked.called("104", first)
    row = asked.row(called)
    assert ([one.name for one in row.owners], row.voter.name) == (["*"], "张**")
    assert asked.row(called, asked.clerk).own  # he bound the voter
    assert code(lambda: asked.record(called, "given", actor=asked.clerk)) == "own"
    assert asked.record(called, "not_given") == "not_given"
    assert asked.row(asked.called("104", other, 1)).state == "denied"  # by the same binding
    assert asked.record(asked.called("101", first), "not_voted") == "denied"
    assert asked.strike(called, "right_denied") == 2


@pytest.mark.parametrize(("room", "answer"), [("104", "confirmed"), ("104", "denied"), ("101", "given")])
def test_the_database_asks_by_what_right_first_and_of_nobody_else(
    asked: Asked, room: str, answer: str
) -> None:
    asked.proxied("104")
    asked.phoned("101", "甲", owner_id=asked.person("甲"))
    row = CalledBallot.objects.get(pk=asked.called(room, asked.drawn()[0]))
    told = {"called_at": asked.after, "caller": 1_000_003}
    with pytest.raises(IntegrityError, match="asked first"), transaction.atomic():
        CallTry.objects.create(called=row, answer=answer, scope=row.scope, stream=row.stream, **told)


def test_who_sold_since_is_asked_and_not_the_buyer(asked: Asked) -> None:
    asked.proxied("104")
    day = (START + SINCE).date() + timedelta(days=20)
    with records.acting(EVERYONE):
        buyer = asked.quarter.town.person("买家", HOME, phone="15400000009")
        sold = Ownership.objects.filter(unit_id=asked.quarter.units["104"], valid_until=None)
        sold.update(valid_until=day)
        Ownership.objects.create(
            stream=f"people.person:{buyer}", scope=asked.quarter.town.path(HOME),
            unit_id=asked.quarter.units["104"], person_id=buyer, valid_from=day,
        )  # fmt: skip
    records.bind(asked.clerk)
    row = asked.row(asked.called("104", asked.drawn()[0]))
    assert ([one.name for one in row.owners], row.sold_on) == (["*"], day)


def test_only_who_is_to_be_asked_is_looked_up(asked: Asked) -> None:
    with records.acting(EVERYONE):
        far = asked.quarter.town.person("远方", "340103", phone="15400000008")
        stranger = asked.quarter.town.person("路人", "340103", phone="15400000007")
    records.bind(asked.clerk)
    asked.proxied("104", "远方")
    called = asked.called("104", asked.drawn()[0])
    row, act = asked.row(called), {"now": asked.after, "called_id": called, "reason": "选票回访核对"}
    look = services.open_contact
    assert look(actor=asked.caller, vault_id=row.voter.phone_id, **act) == "15400000008"
    with records.acting(EVERYONE):
        other = queries.asked.people.persons([stranger, far], now=asked.after)[stranger].phone_id
    records.bind(asked.clerk)
    assert code(lambda: look(actor=asked.caller, vault_id=other, **act)) == "not_found"
    assert code(lambda: look(actor=asked.clerk, vault_id=row.voter.phone_id, **act)) == "not_found"  # his own


def test_the_public_file_and_the_result_say_from_what_is_drawn(asked: Asked) -> None:
    asked.proxied("104")
    asked.phoned("101", "甲", owner_id=asked.person("甲"))
    number = asked.drawn()[0]
    files = files_of(asked.vote.pk, actor=asked.clerk, now=asked.after)
    assert files.public["called_back"] == {
        "of": {"paper": 1, "bound": 1},
        "said": [
            "回访抽票的范围：纸质票1张。",
            "回访抽票的范围：凭工作人员登记的表决人投的手机票1张。",
        ],
    }
    assert files.public["root"] == Assembly.objects.get(pk=asked.assembly).roots["1"]
    assert not list(differences(files.full, files.public))
    changed = files.public | {"called_back": {"of": {"paper": 1}, "said": []}}
    assert list(differences(files.full, changed))  # the root covers it
    made = call_backs_of(asked.roll)["call_backs"][0]
    assert made["pool"] == {"paper": 1, "bound": 1}
    assert {(one["channel"], one["basis"], one["capacity"]) for one in made["ballots"]} == {
        ("paper", "proxy", "proxy"), ("phone", "desk", "owner"),
    }  # fmt: skip
    [(_, event)] = record.events_of(streams=[f"voting.call_back:{number}"], kind="voting.call_back_drawn")
    assert event.data["pool"] == {"paper": 1, "bound": 1}
    records.bind(EVERYONE)
    page = browser(asked.quarter, "钱一").get(f"/assemblies/{asked.assembly}").text
    assert "回访抽票的范围：凭工作人员登记的表决人投的手机票1张。" in page


def test_the_page_asks_by_what_right_first(asked: Asked, settings) -> None:
    settings.DEMO = True
    asked.proxied("104")
    clerk = browser(asked.quarter, "回访员")
    number = asked.drawn()[0]
    called, address = asked.called("104", number), f"/paper/calls/{number}"
    records.bind(EVERYONE)
    text = clerk.get(address).text
    for words in ("书面委托的受托人", "业主是否给过这份委托", "先问业主给没给过委托", "张*", "登记的委托"):
        assert words in text
    assert "投了同意" not in text
    refused = clerk.post(f"{address}/answer", {"called": called, "said": "not_voted"})
    assert (refused.status_code, "请先问业主是否委托" in refused.text) == (422, True)
    clerk.post(f"{address}/answer", {"called": called, "said": "given"})
    text = clerk.get(address).text
    assert "代理人怎样回答" in text
    assert "业主认可由他投票" in text
    assert "看凭什么材料投的" in text
    row = asked.row(called)
    shown = clerk.post(f"{address}/phone", {"called": called, "vault": row.evidence_id}).text
    assert "3号盒" in shown
