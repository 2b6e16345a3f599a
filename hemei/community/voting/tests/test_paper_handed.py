"""Paper of which only a period is known: it is brought in with it, and yields where the order is not known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import services
from hemei.community.voting.models import Ballot, Scan, Sheet, Vote
from hemei.community.voting.queries.details import counted_details
from hemei.community.voting.queries.evidence import paper_of
from hemei.community.voting.tests.papers import CLEAR, LATER
from hemei.community.voting.tests.test_paper import code_of
from hemei.ground.people.tests.factories import NOW
from hemei.kernel.decision import Refused


def test_paper_of_the_week_does_not_displace_what_was_cast_in_it(desk):
    """Handed in some day of three, read on the last; the owner came to the desk on the second."""
    run = desk.print_all()
    canvases = list(desk.drawn(run).values())
    second = NOW + timedelta(days=1)
    for room in ("101", "102"):
        desk.quarter.cast(desk.roll, room, "against", at=second, channel="desk")
    batch = desk.open(since=NOW)
    desk.bring(batch, *(desk.filled(run, canvas, *CLEAR) for canvas in canvases[:2]))
    desk.confirm(batch, ready=2)
    standing = Ballot.objects.filter(vote__roll=desk.roll, vote__number=1, standing=True)
    assert sorted(standing.values_list("choice", "channel")) == [("against", "desk")] * 2
    sheet = Sheet.objects.filter(channel="paper").order_by("pk").first()
    assert (sheet.received_at, sheet.handed_from, sheet.handed_until) == (NOW, NOW, LATER)
    vote = Vote.objects.get(roll=desk.roll, number=1)
    assert counted_details([vote])[vote.pk].unordered == 2


def test_the_court_sees_pages_what_was_read_and_what_persons_judged(desk):
    run = desk.print_all()
    canvases = list(desk.drawn(run).values())
    batch = desk.open()
    desk.bring(batch, desk.filled(run, canvases[0], ("two", "for"), ("tick", "for")))
    scan = Scan.objects.get()
    for clerk, word in ((desk.clerk, "for"), (desk.second, "against")):
        services.enter_words(actor=clerk, now=LATER, scan_id=scan.pk, words={1: word})
    parts = dict(paper_of(desk.roll))
    assert parts[f"paper/{scan.pk}.jpg"].startswith(b"\xff\xd8")
    [page] = parts["paper.json"]["pages"]
    assert page["picture"] == f"paper/{scan.pk}.jpg"
    assert [(one["item"], one["word"], one["clerk"]) for one in page["entries"]] == [
        (1, "for", desk.clerk.person_id), (1, "against", desk.second.person_id),
    ]  # fmt: skip
    assert [row[1] for row in page["read"]] == [None, "for"]
    [told] = parts["paper.json"]["batches"]
    assert told["handed_from"] == told["received_at"] == LATER.isoformat()


def test_a_period_lies_within_the_vote_and_does_not_end_before_it_begins(desk):
    for since, at, code in (
        (LATER + timedelta(seconds=1), LATER, "handed_from"),
        (NOW - timedelta(days=2), LATER, "not_in_time"),
    ):
        with pytest.raises(Refused) as refused:
            desk.open(since=since, at=at)
        assert code_of(refused) == code
