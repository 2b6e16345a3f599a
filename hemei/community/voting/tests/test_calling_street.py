"""Where everybody of the residents' committee had a hand in a drawn ballot, the street asks about it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from hemei.community.voting import queries, services
from hemei.community.voting.models import CallBack, CalledBallot
from hemei.community.voting.queries.asked import called_rows
from hemei.community.voting.rules.calling import may_ask
from hemei.community.voting.services import calling
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.papers import Desk
from hemei.community.voting.tests.test_calling_rights import Asked, code
from hemei.community.voting.tests.test_denied_rights import recounted, states, strikes
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.people.models import Account
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)
COMMUNITY, STREET = "东风社区居委会", "明光路街道办"


def employ(quarter: Quarter, name: str, body: str, role: Role, place: str) -> Actor:
    """Let somebody new work for a body."""
    town = quarter.town
    with records.acting(EVERYONE):
        town.person(name, HOME)
        town.appoint(name, body, role, SINCE)
    return town.actor(role, place, body, name, account=7)


class Small(Asked):
    """A community of one clerk, who enters what his owners sign, and the street above it."""

    def __init__(self, quarter: Quarter) -> None:
        super().__init__(quarter)
        self.clerk = self.employ("独任社工", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
        self.street = self.employ("街道干部", STREET, Role.STREET_CLERK, "340102001")
        records.bind(self.clerk)

    def employ(self, name: str, body: str, role: Role, place: str) -> Actor:
        return employ(self.quarter, name, body, role, place)

    def ask(self, actor: Actor, called: int, *said: str) -> None:
        for one in said:
            with records.acting(actor):
                self.record(called, one, actor=actor)

    def seen(self, number: int, actor: Actor) -> queries.CalledRow:
        with records.acting(actor):
            [row] = called_rows(number, actor=actor, now=self.after)
        return row

    def owed(self, actor: Actor) -> set[str]:
        with records.acting(actor):
            return {row.key for row in queries.inbox(actor=actor)}


@standing
def small(quarter: Quarter) -> Small:
    return Small(quarter)


def test_who_asks_is_nobody_who_brought_it_in_and_the_street_where_nobody_else_is_left() -> None:
    assert may_ask(2, {1}, staff=None).allowed
    assert not may_ask(1, {1}, staff=None).allowed
    assert may_ask(9, {1, 2}, staff={1, 2}).allowed
    assert may_ask(9, {1}, staff=()).allowed  # nobody works there
    assert may_ask(9, {1}, staff={1, 2}).reasons[0].code == "committees"
    assert may_ask(9, {1, 2, 9}, staff={1, 2}).reasons[0].code == "own"


def test_the_street_asks_about_what_the_only_clerk_entered(small: Small) -> None:
    small.proxied("104")
    first, other = small.drawn()
    kept = states(small)
    assert {kept[f"{word}{first}"] for word in ("calls:", "stand:calls:")} == {"running"}
    assert {"stand"} <= small.owed(small.street)
    [(_, told)] = [
        one
        for one in record.events_of(
            streams=[f"voting.assembly:{small.assembly}"], kind="voting.call_back_left"
        )
        if one[1].data["call_back"] == first
    ]
    assert told.data["body"] == small.street.body_id
    called, twin = small.called("104", first), small.called("104", other, 1)
    mine, theirs = small.seen(first, small.clerk), small.seen(first, small.street)
    assert (mine.barred, mine.open, theirs.barred, theirs.open) == ("own", False, "", True)
    assert code(lambda: small.ask(small.clerk, called, "given")) == "own"
    small.ask(small.street, called, "given", "for")
    small.ask(small.street, twin, "for")
    assert {state for key, state in states(small).items() if key.startswith(("calls", "stand"))} == {"met"}
    assert "stand" not in small.owed(small.street)
    assert set(CallBack.objects.values_list("verdict", flat=True)) == {"holds"}


def test_the_street_is_told_again_of_what_it_alone_may_ask_once_all_are_called(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.proxied("104")
    small.proxied("101", "丁")
    monkeypatch.setattr(calling, "to_call", lambda *_: 1)  # a sample of one ballot
    small.publish()
    records.bind(small.clerk)
    first = small.draw()
    drawn = CalledBallot.objects.filter(call_back=first, drawn=True)
    small.ask(small.street, drawn.get().pk, "not_given")
    stand, again = f"stand:calls:{first}", f"stand:2:calls:{first}"
    assert (states(small)[stand], "stand" in small.owed(small.street)) == ("met", False)
    with records.acting(small.clerk):
        services.widen_call_back(actor=small.clerk, now=small.after, call_back_id=first)
    kept = states(small)
    assert (kept[stand], kept[again], "stand" in small.owed(small.street)) == ("met", "running", True)
    left = drawn.get(state="waiting").pk
    assert small.row(left, small.clerk).barred == "own"
    small.ask(small.street, left, "given", "for")
    assert (states(small)[again], "stand" in small.owed(small.street)) == ("met", False)


def test_the_street_asks_about_nothing_that_somebody_of_the_community_can(small: Small) -> None:
    small.proxied("104")
    colleague = small.employ("同事", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
    records.bind(small.clerk)
    first, _ = small.drawn()
    assert f"stand:calls:{first}" not in states(small)
    called = small.called("104", first)
    assert small.seen(first, small.street).barred == "committees"
    assert code(lambda: small.ask(small.street, called, "given")) == "committees"
    small.ask(colleague, called, "given", "for")


def test_who_enters_and_sits_at_the_street_too_does_not_ask(small: Small) -> None:
    small.proxied("104")
    first, _ = small.drawn()
    with records.acting(EVERYONE):
        small.quarter.town.appoint("独任社工", STREET, Role.STREET_CLERK, SINCE)
        both = small.quarter.town.actor(Role.STREET_CLERK, "340102001", STREET, "独任社工", account=8)
    assert code(lambda: small.ask(both, small.called("104", first), "given")) == "own"


def test_the_street_draws_nothing_and_calls_not_all(small: Small) -> None:
    small.proxied("104")
    first, _ = small.drawn()
    act = {"actor": small.street, "now": small.after}
    with records.acting(small.street):
        assert code(lambda: services.draw_call_back(vote_id=small.vote.pk, **act)) == "forbidden"
        assert code(lambda: services.widen_call_back(call_back_id=first, **act)) == "forbidden"


def test_what_is_counted_anew_leaves_nothing_to_the_street(small: Small) -> None:
    small.proxied("104")
    first, _ = small.drawn()
    strikes(small, 1, "court", document="1号")
    recounted(small, 1)
    assert states(small)[f"stand:calls:{first}"] == "cancelled"


def signed_in(small: Small | Desk, name: str) -> Client:
    """Let somebody who is employed sign in."""
    client = Client()
    with records.acting(EVERYONE):
        account = small.quarter.town.account(name, HOME, username=name)
        Account.objects.filter(pk=account).update(sample=1)
        client.post(f"/demo/persons/{account}")
    return client


def test_the_pages_let_the_street_ask(small: Small, settings) -> None:
    settings.DEMO = True
    small.proxied("104")
    first, _ = small.drawn()
    called = small.called("104", first)
    records.bind(EVERYONE)
    office, address = signed_in(small, "街道干部"), f"/paper/calls/{first}"
    assert "居民委员会的人员都经手过的票，请代为回访" in office.get("/work").text
    listed = office.get(f"/paper/{small.roll.pk}/calls").text
    assert address in listed
    assert "每次公告的计票只能抽一次" not in listed
    assert "业主是否给过这份委托" in office.get(address).text
    own = signed_in(small, "独任社工").get(address).text
    assert "居民委员会的人员都经手过，由街道回访。" in own
    assert "业主是否给过这份委托" not in own
    assert office.post(f"{address}/answer", {"called": called, "said": "given"}).status_code == 302
    clerk = browser(small.quarter, "新社工")
    refused = office.post(f"{address}/answer", {"called": called, "said": "for"})
    assert (refused.status_code, "那里还有没有经手的人员" in refused.text) == (422, True)
    assert "代理人怎样回答" in clerk.get(address).text
