"""What follows an election whose every vote was annulled; for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.committees.rules.electing import Plan
from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import Resolution
from hemei.community.committees.tests.conftest import Garden, owed
from hemei.ground.people.models import Term
from hemei.ground.people.tests.test_committees import codes
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused


def resolved(garden: Garden, election: int, after: datetime) -> None:
    """The street decides on the term of an election whose every vote was annulled; the community elects anew."""
    row = garden.row(election)
    assert (row.state, row.resolution_due_on) == ("annulled", after.date() + timedelta(days=7))
    assert owed(garden.clerk) == {}  # nothing is filed of a result that is annulled
    assert list(owed(garden.street)) == ["处理被撤销的选举结果"]
    later = after + timedelta(days=2)
    values = {"election_id": election, "now": later}
    with pytest.raises(Refused) as refused:  # every vote was annulled: nobody is left to go on
        garden.do(garden.street, services.resolve_annulment, **values, resolution=Resolution.GOES_ON)
    assert codes(refused) == {"too_few"}
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.resolve_annulment, **values, resolution=Resolution.TERM_ENDS)
    assert codes(refused) == {"role"}
    garden.do(garden.street, services.resolve_annulment, **values, resolution=Resolution.TERM_ENDS)
    with records.acting(EVERYONE):
        term = Term.objects.get(pk=row.term_id)
    assert (term.ended_on, term.end_reason) == (later.date(), "annulled")
    assert (owed(garden.street), list(owed(garden.clerk))) == ({}, ["重新组织选举"])
    plan = Plan(ElectionKind.RENEWAL, 5, 0, 3)
    garden.do(garden.clerk, services.begin_renewal, estate_id=garden.estate, plan=plan, now=later)
    assert "重新组织选举" not in owed(garden.clerk)
