"""What came in for a home and is objected to finds somebody to settle it also where all of the community handled it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Ballot, Sheet, SheetObjection
from hemei.community.voting.tests.conftest import HOME
from hemei.community.voting.tests.test_calling_rights import CAST, code
from hemei.community.voting.tests.test_calling_street import COMMUNITY, STREET, Small, signed_in, small
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

__all__ = ["small"]
pytestmark = pytest.mark.django_db
LATER = CAST + timedelta(hours=1)
WAITS = "1户业主对收到的选票有异议"
BY_STREET = "居民委员会的人员都经手过，请由街道核实"


@dataclass
class Paper:
    """A paper that the only clerk counted, and that the owner of the home, 丙, did not sign."""

    small: Small
    objection: int

    def settle(self, actor: Actor) -> None:
        with records.acting(actor):
            services.settle_sheets(
                actor=actor,
                now=LATER,
                objection_id=self.objection,
                own={Sheet.objects.get().pk: False},
                reason="对照了原票",
            )

    def listed(self, actor: Actor) -> list[queries.ObjectedSheets]:
        with records.acting(actor):
            rows = queries.objected_sheets(actor=actor, now=LATER)
            counted = queries.objected_sheets_count(actor=actor, now=LATER)
        assert counted == ([(len(rows),)] if rows else [])
        return rows


@standing
def paper(small: Small) -> Paper:
    small.proxied("104")
    owner = Actor(role=Role.RESIDENT, account_id=9, person_id=small.person("丙"))
    with records.acting(owner):
        services.claim_units(actor=owner, now=LATER)
        number = services.object_to_sheets(
            actor=owner, now=LATER, roll_unit_id=small.unit("104").pk, text="不是我签的"
        )
    return Paper(small, number)


def test_the_street_settles_what_all_of_the_community_brought_in(paper: Paper) -> None:
    with pytest.raises(Refused) as refused:
        paper.settle(paper.small.clerk)
    assert refused.value.decision.reasons[0].remedy == BY_STREET
    assert [row.barred.code for row in paper.listed(paper.small.clerk)] == ["one_hand"]
    assert [row.barred for row in paper.listed(paper.small.street)] == [None]
    paper.settle(paper.small.street)
    row = SheetObjection.objects.get()
    assert (row.upheld, row.settled_by) == (True, paper.small.street.person_id)
    assert not Ballot.objects.filter(strike=None).exists()
    assert paper.listed(paper.small.street) == []


def test_the_street_settles_nothing_that_somebody_of_the_community_may(paper: Paper) -> None:
    colleague = paper.small.employ("同事", COMMUNITY, Role.COMMUNITY_CLERK, HOME)
    assert code(lambda: paper.settle(paper.small.street)) == "committees"
    assert paper.listed(paper.small.street) == []
    assert [row.barred for row in paper.listed(colleague)] == [None]
    paper.settle(colleague)


def test_who_settles_at_the_street_had_no_hand_in_it_either(paper: Paper) -> None:
    with records.acting(EVERYONE):
        paper.small.quarter.town.appoint("独任社工", STREET, Role.STREET_CLERK)
        both = paper.small.quarter.town.actor(Role.STREET_CLERK, "340102001", STREET, "独任社工", account=8)
    assert code(lambda: paper.settle(both)) == "one_hand"


def test_the_pages_say_who_settles_it_and_let_the_street(paper: Paper, settings) -> None:
    settings.DEMO = True
    records.bind(EVERYONE)
    own = signed_in(paper.small, "独任社工").get("/votes/objections/sheets").text
    assert BY_STREET in own
    assert 'name="text"' not in own
    office = signed_in(paper.small, "街道干部")
    assert WAITS in office.get("/work").text
    page = office.get("/votes/objections/sheets").text
    assert "不是我签的" in page
    said = {f"paper_{Sheet.objects.get().pk}": "other", "text": "对照了原票"}
    assert office.post(f"/votes/objections/sheets/{paper.objection}", said).status_code == 302
    assert WAITS not in office.get("/work").text
    assert SheetObjection.objects.get().upheld is True
