"""The meeting of a renewal is called in the committee's name, by what it decided; a clerk only enters it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.community.committees.rules.election_words import ElectionKind
from hemei.community.committees.services import elections as services
from hemei.community.committees.tests.conftest import NOW, OWNERS, TODAY, Garden
from hemei.community.committees.tests.living import CITED
from hemei.community.committees.tests.test_counted import _term, begin, codes
from hemei.community.voting.models import Assembly
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused

HEARD = NOW + timedelta(days=9)
WORKS = ("roll", "meeting", "candidate_list", "election_method", "others")


def test_a_renewal_by_a_committee_at_work_cites_what_it_decided(garden: Garden) -> None:
    _term(garden, date(2027, 1, 10), held=5)
    election = begin(garden, ElectionKind.RENEWAL)
    works = [services.WorkDraft(code=code, posted_on=TODAY) for code in WORKS]
    garden.do(garden.clerk, services.note_works, election_id=election, drafts=works)
    garden.register_all(election, OWNERS[:6])
    for act, more in ((services.check_all, {}), (services.post_candidates, {"posted_on": TODAY})):
        garden.do(garden.clerk, act, election_id=election, **more)
    days = {"opens_on": TODAY + timedelta(days=26), "last_on": TODAY + timedelta(days=40), "now": HEARD}
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.call_election, election_id=election, **days)
    assert codes(refused) == {"committee_decision"}
    unseen = replace(CITED, scan=None)
    with pytest.raises(Refused) as refused:
        garden.do(garden.clerk, services.call_election, election_id=election, cited=unseen, **days)
    assert codes(refused) == {"not_shown"}
    number = garden.do(garden.clerk, services.call_election, election_id=election, cited=CITED, **days)
    with records.acting(EVERYONE):
        found = Assembly.objects.get(pk=number)
        [(_, told)] = record.events_of(streams=[found.stream], kind="voting.assembly_called")
        [(_, noticed)] = record.events_of(streams=[found.stream], kind="voting.assembly_noticed")
        said = record.open_sealed([told.data["texts"]["decision"]["vault"]])
    assert (found.called_by, found.ground, found.kind) == ("committee", "rules_of_procedure", "regular")
    assert list(said.values()) == [CITED.decision]
    assert noticed.data["agenda"] == ["elect_committee"] * 6
    assert found.decision_scan_id is not None
    assert garden.row(election).state == "called"
