"""A committee that does not call the assembly of its renewal is urged, ordered, and at last called for (article 57)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.committees import services as life
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.rules.ordering import Uncalled, may_order, unmet, urge_due
from hemei.community.committees.services import elections as services
from hemei.community.committees.tests.conftest import NOW, OWNERS, TODAY, Garden, owed
from hemei.community.committees.tests.test_counted import _term, begin, codes
from hemei.community.committees.tests.test_election_rules import rules
from hemei.community.voting.models import Assembly
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.at(NOW)
UNTIL = date(2027, 1, 10)
URGED, ORDERED, INSTEAD = (
    "督促业委会召集换届的业主大会，不召集的责令限期", "按责令召集选举的业主大会", "代业委会召集选举的业主大会",
)  # fmt: skip
HEARD = NOW + timedelta(days=9)
"""Sixty days before the end, when objections to the candidates are over."""
DUE = date(2026, 11, 26)
RENEWAL, EARLY, FIRST = ElectionKind.RENEWAL, ElectionKind.EARLY, ElectionKind.FIRST


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Uncalled(FIRST, at_work=True), "first"),
        (Uncalled(RENEWAL, at_work=False), "no_committee"),
        (Uncalled(RENEWAL, at_work=True, renewal_on=TODAY, order_due_on=TODAY), "ordered"),
        (Uncalled(RENEWAL, at_work=True, renewal_on=TODAY + timedelta(days=1)), "early"),
        (Uncalled(RENEWAL, at_work=True, renewal_on=TODAY), ""),
        (Uncalled(EARLY, at_work=True), ""),
    ],
)
def test_a_committee_at_work_is_ordered_once_and_not_ahead_of_time(given: Uncalled, code: str) -> None:
    found = may_order(given, "1号", TODAY, rules())
    assert [one.code for one in found.reasons] == ([code] if code else [])
    assert found.references


def test_the_last_day_of_an_order_is_in_time_and_a_late_renewal_is_urged_later() -> None:
    assert [unmet(day, TODAY) for day in (None, TODAY, TODAY - timedelta(days=1))] == [False, False, True]
    assert urge_due(UNTIL, 60, TODAY, rules()) == date(2026, 11, 21)
    assert urge_due(UNTIL, 60, date(2026, 12, 1), rules()) == date(2026, 12, 11)
    assert urge_due(TODAY, 60, TODAY, rules()) is None


def posted(garden: Garden) -> int:
    """Return a renewal whose candidates are posted."""
    _term(garden, UNTIL, held=5)
    election = begin(garden, RENEWAL)
    works = [services.WorkDraft(code=one.code, posted_on=TODAY) for one in rules().works(renewal=True)]
    garden.do(garden.clerk, services.note_works, election_id=election, drafts=works)
    garden.register_all(election, OWNERS[:6])
    garden.do(garden.clerk, services.check_all, election_id=election)
    garden.do(garden.clerk, services.post_candidates, election_id=election, posted_on=TODAY)
    return election


def called(garden: Garden, election: int, days: int) -> int:
    now, opens = NOW + timedelta(days=days), TODAY + timedelta(days=days + 17)
    return int(
        garden.do(
            garden.clerk, services.call_election, election_id=election, opens_on=opens,
            last_on=opens + timedelta(days=10), now=now,
        )
    )  # fmt: skip


def test_the_residents_committee_calls_what_was_ordered_in_vain(garden: Garden) -> None:
    election = posted(garden)
    with records.acting(EVERYONE):
        body = people.committee_at_work(garden.estate, TODAY)
    member = Actor(Role.COMMITTEE_MEMBER, 9, 9, body, 9)
    assert URGED not in owed(garden.street)
    life.watch(actor=EVERYONE, now=HEARD)
    assert owed(garden.street)[URGED] == date(2026, 11, 23)  # the 21st is a Saturday

    def order(actor: Actor, document: str = "街〔2026〕3号") -> None:
        garden.do(actor, services.order_call, election_id=election, document=document, now=HEARD)

    for actor, document, code in ((garden.clerk, "3号", "role"), (garden.street, " ", "document")):
        with pytest.raises(Refused) as refused:
            order(actor, document)
        assert codes(refused) == {code}
    order(garden.street)
    row = garden.row(election)
    assert (row.ordered_on, row.order_due_on, row.order_document) == (
        date(2026, 11, 11),
        DUE,
        "街〔2026〕3号",
    )
    assert URGED not in owed(garden.street)
    assert owed(member) == {ORDERED: DUE}
    with pytest.raises(Refused) as refused:
        order(garden.street)
    assert codes(refused) == {"ordered"}
    with pytest.raises(Refused) as refused:
        called(garden, election, 24)  # the last day of the order: still the committee's to call
    assert codes(refused) == {"committee_decision"}
    life.watch(actor=EVERYONE, now=NOW + timedelta(days=25))
    assert owed(member) == {}
    assert INSTEAD in owed(garden.clerk)
    number = called(garden, election, 25)
    with records.acting(EVERYONE):
        found = Assembly.objects.get(pk=number)
    assert (found.called_by, found.ground, found.kind) == ("residents_committee", "unmet_order", "regular")
    assert INSTEAD not in owed(garden.clerk)


def test_the_page_offers_the_order_and_says_what_follows(garden: Garden) -> None:
    election = posted(garden)
    page = f"/elections/{election}"
    street = garden.browser(Role.STREET_CLERK, "明光路街道办", "340102001")
    clerk = garden.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    assert "责令业委会限期召集" in street.get(page).content.decode()
    assert "责令业委会限期召集" not in clerk.get(page).content.decode()
    assert street.post(f"{page}/order", {"document": ""}).status_code == 422
    assert street.post(f"{page}/order", {"document": "3号"}).status_code == 302
    assert "已责令业委会限期召集（3号）" in clerk.get(page).content.decode()
