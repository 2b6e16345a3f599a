"""A recount that changes who is elected: marked, owed to the street, and done only when it decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from hemei.community.committees import queries, services
from hemei.community.committees.models import Candidate, Contest
from hemei.community.committees.pages.life import contests as pages
from hemei.community.committees.queries.elections import election_page
from hemei.community.committees.rules.contests import changed
from hemei.community.committees.rules.election_words import Result
from hemei.community.committees.rules.outcome import Placed
from hemei.community.committees.services import elections
from hemei.community.committees.tests.conftest import OWNERS, Garden
from hemei.community.committees.tests.test_counted import LATER, counted
from hemei.community.committees.tests.test_election_pages import HOME, STREET
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Term
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

AFTER = LATER + timedelta(days=3)
WHY = "法院认定一票无效，核查属实，按新的计票结果办理"
Recount = Callable[..., None]


def test_only_a_seat_won_or_lost_is_a_change() -> None:
    """Who passed without a seat and who did not pass are the same; a vote that was annulled is left out."""
    counted = [
        Placed(1, Result.ELECTED, 1), Placed(2, Result.NOT_ELECTED, None), Placed(3, Result.RESERVE, 2),
        Placed(4, Result.ELECTED, 3), Placed(5, Result.ELECTED, 4),
    ]  # fmt: skip
    before = {1: "elected", 2: "", 3: "elected", 4: "not_elected"}
    assert changed(before, counted) == [[3, "elected", "reserve"], [4, "not_elected", "elected"]]


@pytest.fixture
def recount(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> Recount:
    """Let the assembly have counted again so many agreeing heads for the candidates; four pass the bar."""

    def told(election: int, heads: tuple[int, ...], *, founded: bool = True) -> None:
        with records.acting(EVERYONE):
            persons = list(
                Candidate.objects.filter(election_id=election)
                .order_by("number")
                .values_list("person_id", flat=True)
            )
        rows: list[Any] = [
            _outcome(number, person, passed=agree >= 4, heads=agree)
            for number, (person, agree) in enumerate(zip(persons, heads, strict=True), start=1)
        ]
        rows += [
            _outcome(0, None, passed=founded, heads=9, matter=matter)
            for matter in ("management_covenant", "rules_of_procedure")
        ]
        monkeypatch.setattr(votes, "outcomes", lambda *_, **__: rows)
        for _ in range(2):  # harmless when repeated
            services.contest_election(actor=SYSTEM, now=AFTER, assembly_id=election)

    del garden
    return told


def _outcome(
    number: int, person: int | None, *, passed: bool, heads: int, matter: str = "elect_committee"
) -> Any:
    vote = SimpleNamespace(id=number, candidate_id=person, matter=matter)
    return SimpleNamespace(
        vote=vote, passed=passed, agree=SimpleNamespace(heads=heads, area_dm2=heads * 10_000)
    )


def sitting(garden: Garden, election: int) -> set[str]:
    with records.acting(EVERYONE):
        term = garden.row(election).term_id or 0
        seats = people.sitting_seats(term, AFTER.date() + timedelta(days=1))
    names = {number: name for name, number in garden.town.persons.items()}
    return {names[one.person_id] for one in seats if not one.reserve}


def test_seats_are_contested_by_a_recount_and_follow_it_when_the_street_decides(
    garden: Garden, recount: Recount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "utc_now", lambda: AFTER)
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    first = set(OWNERS[:5])
    assert sitting(garden, election) == first
    recount(election, (9, 8, 7, 6, 4, 5, 3))
    assert sitting(garden, election) == first
    with records.acting(garden.street):
        page = election_page(election, actor=garden.street, now=AFTER)
        assert page is not None
    (contest,) = page.contests
    assert [(one.before, one.now) for one in contest.changed] == [
        (Result.ELECTED, Result.NOT_ELECTED),
        (Result.NOT_ELECTED, Result.ELECTED),
    ]
    street = garden.browser(Role.STREET_CLERK, "明光路街道办", STREET)
    clerk = garden.browser(Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    home, form = f"/elections/{election}", f"/committee-life/contests/{contest.id}"
    assert form in street.get(home).content.decode()
    assert form not in clerk.get(home).content.decode()
    assert clerk.get(form).status_code == 403
    refused = street.post(form, {"settled": "followed", "reason": "按结果"})
    assert (refused.status_code, "按结果" in refused.content.decode()) == (422, True)
    assert street.post(form, {"settled": "followed", "reason": WHY}).headers["Location"] == home
    assert WHY in clerk.get(home).content.decode()
    assert sitting(garden, election) == {*OWNERS[:4], OWNERS[5]}
    recount(election, (9, 8, 7, 6, 4, 5, 3))
    with records.acting(EVERYONE):
        assert Contest.objects.filter(settled_on=None).count() == 0


@pytest.mark.parametrize("reason", ["resigned", "automatic", "recalled"])
def test_who_left_meanwhile_is_not_brought_back_and_who_stepped_in_stays(
    garden: Garden, recount: Recount, reason: str
) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    with records.acting(EVERYONE):
        term = garden.row(election).term_id or 0
        seat = next(
            one
            for one in people.sitting_seats(term, LATER.date())
            if one.person_id == garden.town.persons[OWNERS[1]]
        )
        people_services.leave_seat(
            actor=SYSTEM, now=AFTER, seat_id=seat.id, day=AFTER.date(), reason=people.SeatEnd(reason),
            warrant="committees.recall:1000003" if reason == "recalled" else "",
        )  # fmt: skip
    left = sitting(garden, election)
    assert left == {OWNERS[0], *OWNERS[2:5]}
    recount(election, (9, 8, 7, 6, 4, 5, 3))
    with records.acting(EVERYONE):
        contest = Contest.objects.get(settled_on=None)
    services.settle_contest(
        actor=garden.street, now=AFTER, contest_id=contest.pk, choice="followed", reason=WHY
    )
    assert sitting(garden, election) == {OWNERS[0], *OWNERS[2:4], OWNERS[5]}


def test_a_contest_ends_with_another_count_that_agrees_or_is_left_with_a_reason(
    garden: Garden, recount: Recount
) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    recount(election, (9, 8, 7, 6, 4, 5, 3))
    recount(election, (9, 8, 7, 6, 5, 4, 3))
    recount(election, (9, 8, 7, 6, 4, 5, 3))
    with records.acting(EVERYONE):
        first, second = Contest.objects.order_by("pk")
        assert (first.settled, second.settled) == ("agrees", "")
    services.settle_contest(actor=garden.street, now=AFTER, contest_id=second.pk, choice="left", reason=WHY)
    assert sitting(garden, election) == set(OWNERS[:5])
    with records.acting(EVERYONE):
        asked = queries.DangerFilter(AFTER.date(), why=queries.Danger.CONTESTED)
        assert queries.committees_in_danger(asked, actor=EVERYONE, now=AFTER) == []


def test_an_election_that_comes_to_nothing_by_the_recount_ends_its_term(
    garden: Garden, recount: Recount
) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    recount(election, (9, 8, 7, 6, 5, 4, 3), founded=False)
    with records.acting(EVERYONE):
        row = Contest.objects.get()
        assert (row.changed, row.why) == ([], "not_founded")
    services.settle_contest(actor=garden.street, now=AFTER, contest_id=row.pk, choice="followed", reason=WHY)
    found = garden.row(election)
    with records.acting(EVERYONE):
        assert (found.state, Term.objects.get(pk=found.term_id).ended_on) == ("failed", AFTER.date())


def test_a_committee_comes_about_by_the_recount_of_a_failed_election(
    garden: Garden, recount: Recount
) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 3, 3, 3, 3, 3))
    assert garden.row(election).state == "failed"
    recount(election, (9, 8, 7, 6, 5, 3, 3))
    with records.acting(EVERYONE):
        row = Contest.objects.get()
    services.settle_contest(actor=garden.street, now=AFTER, contest_id=row.pk, choice="followed", reason=WHY)
    assert garden.row(election).state == "elected"
    with records.acting(EVERYONE):
        assert len(people.sitting_seats(garden.row(election).term_id or 0, AFTER.date())) == 5


def test_a_contest_ends_with_the_annulled_result(garden: Garden, recount: Recount) -> None:
    election = garden.prepared()
    counted(garden, election, (9, 8, 7, 6, 5, 4, 3))
    recount(election, (9, 8, 7, 6, 4, 5, 3))
    hit = [one.vote_id or 0 for one in garden.candidates(election).values()]
    with records.acting(EVERYONE):
        elections.annul(actor=SYSTEM, now=AFTER, assembly_id=election, votes=hit)
        services.end_contests(actor=SYSTEM, now=AFTER, assembly_id=election, votes=hit)
        row = Contest.objects.get()
    assert row.settled == "annulled"
    with pytest.raises(Refused):
        services.settle_contest(
            actor=garden.street, now=AFTER, contest_id=row.pk, choice="followed", reason=WHY
        )
