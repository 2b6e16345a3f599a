"""What the count of an election comes to: a term, its filing, its first meeting; or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from hemei.community.committees.models import Candidate
from hemei.community.committees.queries import elections as queries
from hemei.community.committees.queries.elections.papers import DOCUMENTS, paper_of
from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_words import (
    ElectionKind,
    Result,
    Source,
)
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import (
    FirstMeetingDraft,
    Judged,
    Officers,
    Tallied,
)
from hemei.community.committees.tests.annulling import resolved
from hemei.community.committees.tests.conftest import HOME, NOW, OWNERS, TODAY, Garden, owed
from hemei.community.committees.tests.living import sit
from hemei.community.meetings.queries import Choice
from hemei.community.voting import queries as voting_queries
from hemei.community.voting import services as voting
from hemei.community.voting.models import RollUnit
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Seat, Term
from hemei.ground.people.queries import PartyBasis, PartyMember, TermDraft, TermKind
from hemei.ground.people.rules.committee_words import SeatEnd
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

LATER = NOW + timedelta(days=40)
DAY = LATER.date()
WEEK = date(2026, 12, 21)  # seven days later is a Saturday
HEARD = NOW + timedelta(days=8)  # nobody can object any more to what was posted today
PASSED = {"management_covenant": True, "rules_of_procedure": True}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.decision.reasons}


def counted(garden: Garden, election: int, heads: Iterable[int], **more: Any) -> None:
    """Let an assembly have counted so many agreeing heads for the candidates in their order; four pass the bar."""
    with records.acting(EVERYONE):
        row = garden.row(election)
        row.assembly_id, row.state = election, "called"
        row.save()
        persons = Candidate.objects.filter(election_id=election, standing="accepted").order_by("number")
        tallied = [
            Tallied(one.person_id, number, passed=agree >= 4, heads=agree, area_dm2=agree * 10_000)
            for number, (one, agree) in enumerate(zip(persons, heads, strict=True), start=1)
        ]
        judged = Judged(election, DAY, "seed", tallied, more.get("passed", PASSED))
        services.decide(actor=SYSTEM, now=LATER, judged=judged)


# --- what the count came to --------------------------------------------------------------------------
def test_the_count_becomes_a_term_with_seats_and_is_filed_with_street_and_district(garden: Garden) -> None:
    election = garden.prepared()
    with records.acting(EVERYONE):
        row = garden.row(election)
        row.reserves = 1
        row.save()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    counted_again = garden.row(election)
    assert (counted_again.state, counted_again.elected_on) == ("elected", DAY)
    assert counted_again.filing_due_on == DAY + timedelta(days=30)
    found = {name: row.result for name, row in garden.candidates(election).items()}
    assert [found[name] for name in OWNERS[:7]] == ["elected"] * 5 + ["reserve", "not_elected"]
    with records.acting(EVERYONE):
        term = Term.objects.get(pk=counted_again.term_id)
        posts = list(Seat.objects.filter(term=term).order_by("id").values_list("post", flat=True))
    assert (term.kind, term.seats, term.ordinal, term.valid_from) == ("first", 5, 1, DAY)
    assert term.valid_until == date(DAY.year + 5, DAY.month, DAY.day)
    assert posts == ["member"] * 5 + ["reserve"]
    _file(garden, election)
    _constitute(garden, election)


def _file(garden: Garden, election: int) -> None:
    assert owed(garden.clerk) == {"备案": DAY + timedelta(days=30), "首次业委会会议": WEEK}
    garden.do(garden.clerk, services.submit_filing, election_id=election, now=LATER)
    assert owed(garden.street) == owed(garden.district) == {"审核备案": WEEK}
    receipts = {one.receiver.value: one.id for one in _page(garden).receipts}
    garden.extra["receipts"] = receipts
    assert set(receipts) == {"street", "district"}
    with pytest.raises(Refused) as refused:
        garden.do(
            garden.street, services.answer_filing, receipt_id=receipts["district"], accepted=True, now=LATER
        )
    assert codes(refused) == {"role"}
    with pytest.raises(Refused) as refused:
        garden.do(
            garden.district,
            services.answer_filing,
            receipt_id=receipts["district"],
            accepted=False,
            now=LATER,
        )
    assert codes(refused) == {"reason"}
    returned = {"receipt_id": receipts["district"], "accepted": False, "reason": "缺管理规约文本"}
    garden.do(garden.district, services.answer_filing, **returned, now=LATER)
    garden.do(garden.street, services.answer_filing, receipt_id=receipts["street"], accepted=True, now=LATER)
    assert garden.row(election).state == "elected"
    assert "备案" in owed(garden.clerk)  # returned, it is owed again
    assert owed(garden.street) == owed(garden.district) == {}
    garden.do(garden.clerk, services.submit_filing, election_id=election, now=LATER)
    second = {one.receiver.value: one.id for one in _page(garden).receipts if one.round == 2}
    assert set(second) == {"district"}
    garden.do(
        garden.district, services.answer_filing, receipt_id=second["district"], accepted=True, now=LATER
    )
    row = garden.row(election)
    assert (row.state, row.filed_on) == ("filed", DAY)
    with records.acting(EVERYONE):
        assert Term.objects.get(pk=row.term_id).filed_on == DAY
        kept = [file.purpose for file in record.files_of([row.stream])]
        assert sorted(kept) == sorted(f"filing_{number}_{name}" for number in (1, 2) for name in DOCUMENTS)
        for name in DOCUMENTS:
            assert records.pdf_of(paper_of(row, name))[:4] == b"%PDF"
            assert records.docx_of(paper_of(row, name))[:2] == b"PK"
        assert paper_of(row, "members") == paper_of(row, "members")


def _constitute(garden: Garden, election: int) -> None:
    row = garden.row(election)
    with records.acting(garden.clerk):
        seats = [one.id for one in people.sitting_seats(row.term_id or 0, DAY) if not one.reserve]
    officers = Officers(chair=seats[0], vices=seats[1:2])
    values = {"election_id": election, "officers": officers}
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.constitute, **values, now=LATER)
    assert codes(refused) == {"not_held"}
    then = LATER + timedelta(days=3)
    draft = FirstMeetingDraft(starts_at=then, location="社区会议室", key="k")
    called = {"election_id": election, "draft": draft, "now": LATER}
    meeting = garden.do(garden.clerk, services.call_first_meeting, **called)
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.call_first_meeting, **called)
    assert codes(refused) == {"called"}
    sit(garden.clerk, then, meeting, come=3, choice=Choice.AGAINST)
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.constitute, **values, now=then)
    assert codes(refused) == {"rejected"}
    again = then + timedelta(days=2)
    draft = FirstMeetingDraft(starts_at=again, location="社区会议室", key="k2")
    meeting = garden.do(
        garden.street, services.call_first_meeting, election_id=election, draft=draft, now=then
    )
    sit(garden.clerk, again, meeting, come=3)
    garden.do(garden.clerk, services.constitute, **values, now=again)
    row = garden.row(election)
    assert (row.state, row.constituted_on) == ("done", again.date())
    with records.acting(EVERYONE):
        posts = {
            seat.post.value
            for seat in people.sitting_seats(row.term_id or 0, again.date())
            if not seat.reserve
        }
        told = record.history(stream=row.stream)[-1]
    assert posts == {"chair", "vice_chair", "member"}
    assert (told.type, told.data["present"], told.data["meeting"]) == (
        "committees.officers_chosen",
        3,
        meeting,
    )
    garden.do(garden.clerk, services.note_seals, election_id=election, day=again.date(), now=again)
    assert garden.row(election).seals_noted_on == again.date()
    assert owed(garden.clerk) == {}


def _page(garden: Garden) -> queries.ElectionPage:
    with records.acting(garden.street):
        (row,) = queries.elections(queries.ElectionFilter(DAY), actor=garden.street)
        page = queries.election_page(row.id, actor=garden.street, now=LATER)
    assert page is not None
    return page


def test_what_was_said_of_party_membership_goes_with_the_seat_and_is_counted(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    for number, name in enumerate(OWNERS[:6]):
        said = {"party": "yes" if number < 2 else "no", "party_basis": "self"}
        garden.accept(garden.register(election, name, **said))
    counted(garden, election, (9, 8, 7, 6, 5, 4))
    with records.acting(EVERYONE):
        term = Term.objects.get(pk=garden.row(election).term_id)
        assert term.tallies[-1][1:] == [5, 2, 0]
        basis = set(Seat.objects.filter(term=term).values_list("party_basis", flat=True))
    assert basis == {PartyBasis.SELF.value}
    assert PartyMember.YES.value not in str(record.history(stream=garden.row(election).stream))


def test_too_few_elected_or_no_covenant_make_no_committee(garden: Garden) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 3, 3, 3))
    assert (garden.row(election).state, garden.row(election).reason) == ("failed", "too_few")
    assert {row.result for row in garden.candidates(election).values()} == {
        Result.ELECTED,
        Result.NOT_ELECTED,
    }
    again = garden.prepared()  # a new one may begin at once
    counted(
        garden,
        again,
        (9, 8, 7, 6, 5, 4, 3),
        passed={"management_covenant": True, "rules_of_procedure": False},
    )
    assert garden.row(again).reason == "not_founded"
    with records.acting(EVERYONE):
        assert not Term.objects.exists()


# --- renewal -----------------------------------------------------------------------------------------
def _term(garden: Garden, until: date, *, held: int = 0) -> None:
    since = date(2022, 1, 10)
    draft = TermDraft(TermKind.FIRST, 5, since, since, until, 1)
    persons = [garden.town.persons[name] for name in OWNERS[-held:]] if held else []
    takings = [people_services.Taking(one, people.Post.MEMBER, since) for one in persons]
    with records.acting(EVERYONE):
        term = people_services.register_term(actor=SYSTEM, now=NOW, estate_id=garden.estate, draft=draft)
        people_services.take_seats(actor=SYSTEM, now=NOW, term_id=term, takings=takings)


def begin(garden: Garden, kind: ElectionKind, actor: Actor | None = None) -> int:
    plan = Plan(kind, 5, 0, 3)
    return int(garden.do(actor or garden.clerk, services.begin_renewal, estate_id=garden.estate, plan=plan))


@pytest.mark.parametrize(
    ("kind", "until", "since", "former_end"),
    [
        (ElectionKind.RENEWAL, date(2027, 1, 10), date(2027, 1, 10), None),
        (ElectionKind.RENEWAL, date(2026, 6, 1), DAY, None),
        (ElectionKind.EARLY, date(2027, 1, 10), DAY, DAY),
    ],
)
def test_a_renewal_follows_the_former_term_and_an_early_one_ends_it(
    garden: Garden,
    monkeypatch: pytest.MonkeyPatch,
    kind: ElectionKind,
    until: date,
    since: date,
    former_end: date | None,
) -> None:
    with pytest.raises(Refused) as refused:
        begin(garden, kind)
    assert codes(refused) == {"no_term"}
    _term(garden, until, held=2 if kind is ElectionKind.EARLY else 0)  # two of five are too few
    election = begin(garden, kind)
    with pytest.raises(Refused) as refused:
        begin(garden, kind)
    assert codes(refused) == {"runs"}
    for name in OWNERS[:6]:
        garden.accept(garden.register(election, name))
    counted(garden, election, (9, 8, 7, 6, 5, 4), passed={})
    with records.acting(EVERYONE):
        former, term = Term.objects.order_by("valid_from")
    assert (former.ended_on, term.valid_from, term.ordinal, term.kind) == (former_end, since, 2, kind.value)
    hit = [one.vote_id for one in garden.candidates(election).values() if one.vote_id]
    with records.acting(EVERYONE):
        services.annul(actor=SYSTEM, now=LATER, assembly_id=election, votes=hit)
    values = {"election_id": election, "resolution": services.Resolution.TERM_ENDS, "now": LATER}
    garden.do(garden.street, services.resolve_annulment, **values)
    with records.acting(EVERYONE):
        former, term = Term.objects.order_by("valid_from")
        seats = set(Seat.objects.filter(term_id=term.pk).values_list("valid_from", "valid_until"))
        found = people.term_facts(until, estate_id=garden.estate, elected=True)
    ended = max(since, LATER.date())
    assert (former.ended_on, term.ended_on, term.end_reason) == (former_end, ended, "annulled")
    assert seats == {(since, ended)}
    assert (found.id if found else None) == (term.pk if ended > since else former.pk)
    monkeypatch.setattr("hemei.community.committees.pages.elections.page.utc_now", lambda: LATER)
    clerk = garden.browser(Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    page = clerk.get(f"/elections/{election}").text
    assert ("在此以前继续履职" in page) == (since > DAY)
    assert ("小区现在没有业主委员会" in page) == (since == DAY)
    assert "第五十八条" in page


def test_a_first_assembly_is_not_asked_for_where_a_committee_sits(garden: Garden) -> None:
    _term(garden, date(2027, 1, 10))
    with pytest.raises(Refused) as refused:
        garden.apply()
    assert codes(refused) == {"committee"}


def test_who_sits_elsewhere_or_was_recalled_is_told_to_the_owners(garden: Garden) -> None:
    _term(garden, date(2027, 1, 10))
    with records.acting(EVERYONE):
        term = Term.objects.get()
        who = people_services.Who("", person_id=garden.town.persons["钱二"])
        seat = people_services.take_seat(
            actor=SYSTEM, now=NOW, term_id=term.pk, who=who, post=people.Post.MEMBER, since=term.valid_from
        )
        people_services.leave_seat(
            actor=SYSTEM, now=NOW, seat_id=seat, day=date(2024, 1, 1), reason=SeatEnd.RECALLED,
            warrant="committees.recall:1",
        )  # fmt: skip
    election = begin(garden, ElectionKind.RENEWAL)
    candidate = garden.register(election, "钱二", source=Source.PARTY)
    assert garden.accept(candidate).allowed
    answers = {one["gate"]: one["answer"] for one in garden.candidates(election)["钱二"].findings}
    assert (answers["recalled"], answers["sits_elsewhere"]) == ("warns", "clear")


# --- through the assembly ----------------------------------------------------------------------------
def test_the_election_runs_as_an_assembly_and_its_record_becomes_the_committee(garden: Garden) -> None:
    election = garden.prepared()
    opens, last = TODAY + timedelta(days=24), TODAY + timedelta(days=38)
    values = {"election_id": election, "last_on": last}
    for days, start, wrong in (
        (7, opens, {"objecting"}),
        (8, TODAY + timedelta(days=15), {"posting", "work_posting"}),
    ):
        when = {"now": NOW + timedelta(days=days), "opens_on": start}
        with pytest.raises(Refused) as refused:
            garden.do(garden.clerk, services.call_election, **values, **when)
        assert codes(refused) == wrong
    assembly = garden.do(garden.clerk, services.call_election, **values, now=HEARD, opens_on=opens)
    assert garden.row(election).state == "called"
    with records.acting(garden.clerk):
        votes = voting_queries.votes_of(assembly, actor=garden.clerk)
        roll = voting_queries.assembly(assembly, actor=garden.clerk)
        assert roll is not None
        units = list(RollUnit.objects.filter(roll_id=roll.roll_id).values_list("pk", flat=True))
    assert [vote.matter for vote in votes[:2]] == ["management_covenant", "rules_of_procedure"]
    assert len(votes) == 9
    _enter(garden, roll.roll_id, units, [vote.id for vote in votes])
    after = NOW + timedelta(days=39)
    garden.do(garden.clerk, voting.close_assembly, assembly_id=assembly, now=after)
    garden.do(garden.clerk, voting.judge_assembly, assembly_id=assembly, now=after)
    while records.deliver_pending(now=after):
        pass
    row = garden.row(election)
    assert (row.state, row.elected_on, len(row.seed)) == ("elected", after.date(), 64)
    found = {name: one.result for name, one in garden.candidates(election).items()}
    assert [found[name] for name in OWNERS[:7]] == ["elected"] * 5 + ["not_elected"] * 2
    annulment = voting.AnnulmentDraft(
        by="authority", document="责改1号", decided_on=after.date(), reason="程序违法"
    )
    garden.do(garden.street, voting.annul_result, assembly_id=assembly, draft=annulment, now=after)
    while records.deliver_pending(now=after):
        pass
    resolved(garden, election, after)


def _enter(garden: Garden, roll: int, units: list[int], votes: list[int]) -> None:
    """Enter paper of every unit: all for the first seven items, three of them for the others."""
    during = NOW + timedelta(days=28)
    sheets = [
        voting.SheetDraft(
            roll_unit_id=unit, channel="paper", received_at=during,
            choices={vote: "for" if at < 7 or number < 3 else "against" for at, vote in enumerate(votes)},
        )
        for number, unit in enumerate(units)
    ]  # fmt: skip
    garden.do(garden.clerk, voting.enter_sheets, roll_id=roll, sheets=sheets, source="test", now=during)


def test_owners_read_on_the_meeting_who_stands(garden: Garden) -> None:
    opens, last = TODAY + timedelta(days=24), TODAY + timedelta(days=38)
    values = {"election_id": garden.prepared(), "opens_on": opens, "last_on": last}
    number = garden.do(garden.clerk, services.call_election, **values, now=HEARD)
    owner = garden.owner
    with records.acting(garden.clerk):
        meeting = voting_queries.assembly(number, actor=garden.clerk)
    with records.acting(owner):
        shown = voting_queries.posted_names(meeting, actor=owner, now=NOW)
    assert set(shown.values()) == set(OWNERS[:7])


def test_an_assembly_that_is_called_off_leaves_the_posted_list(garden: Garden) -> None:
    election = garden.prepared()
    opens, last = TODAY + timedelta(days=24), TODAY + timedelta(days=38)
    values = {"election_id": election, "opens_on": opens, "last_on": last}
    assembly = garden.do(garden.clerk, services.call_election, **values, now=HEARD)
    garden.do(garden.clerk, voting.call_off_assembly, assembly_id=assembly, reason="日期有误", now=HEARD)
    while records.deliver_pending(now=HEARD):
        pass
    assert garden.row(election).state == "posted"
    again = garden.do(garden.clerk, services.call_election, **values, now=HEARD + timedelta(seconds=1))
    assert again != assembly
