"""A call-back is owed, on clocks; a result that it does not support, or that waits too long for it, says so."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, CalledBallot
from hemei.community.voting.services import calling
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.test_assemblies import street
from hemei.community.voting.tests.test_calling import Published, published
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE

__all__ = ["published"]
pytestmark = pytest.mark.django_db
LATER = timedelta(days=70)
"""So much later a draw is owed too."""


def standing(vote: Published) -> dict[str, str]:
    return {row.key: row.state for row in clocks.deadlines_of(stream=f"voting.assembly:{vote.assembly}")}


def row_of(vote: Published) -> Assembly:
    return Assembly.objects.get(pk=vote.assembly)


def why(vote: Published) -> str:
    return row_of(vote).doubts.get("1", {}).get("why", "")


def owes(vote: Published, actor=None) -> set[str]:
    return {row.key for row in queries.inbox(actor=actor or vote.clerk)}


def answer(vote: Published, number: int, *said: str, day: int = 1) -> None:
    """Let the drawn voters say this, the last word for all that are left."""
    rows = queries.called_rows(number, actor=vote.clerk, now=vote.after)
    for place, row in enumerate(rows):
        vote.say(row.id, said[min(place, len(said) - 1)], day=day)


def swept(vote: Published, days: int) -> int:
    with records.acting(SYSTEM):
        return services.sweep(actor=SYSTEM, now=vote.after + timedelta(days=days))


def test_who_keeps_the_paper_owes_the_calls_until_everybody_has_answered(published: Published) -> None:
    number = published.draw()
    key = f"calls:{number}"
    (todo,) = [row for row in queries.inbox(actor=published.clerk) if row.key == "calls"]
    assert (todo.assembly_id, todo.due_at - published.after > timedelta(days=14)) == (
        published.assembly,
        True,
    )
    first, *others = queries.called_rows(number, actor=published.clerk, now=published.after)
    published.say(first.id, "for")
    assert standing(published)[key] == "running"
    for row in others:
        published.say(row.id, "for")
    assert standing(published)[key] == "met"
    assert row_of(published).doubts == {}
    [(_, told)] = record.events_of(
        streams=[f"voting.assembly:{published.assembly}"], kind="voting.call_back_ended"
    )
    assert told.data == {"call_back": number, "vote": published.vote.pk, "number": 1, "verdict": "holds"}


def test_a_result_the_answers_do_not_support_says_so_and_is_put_right(published: Published) -> None:
    number = published.draw()
    before = row_of(published).objections_until
    answer(published, number, "not_voted", "for")
    assert published.page(number).verdict == "fails"
    assert (why(published), standing(published)[f"calls:{number}"]) == ("fails", "met")
    until = row_of(published).objections_until
    assert before is not None
    assert until is not None
    assert until > before
    services.object_to_result(
        actor=published.clerk,
        now=before + timedelta(hours=1),
        assembly_id=published.assembly,
        text="票不是我投的",
    )
    records.bind(EVERYONE)
    page = browser(published.quarter, "钱一").get(f"/assemblies/{published.assembly}").text
    assert "被否认的票已足以改变结果，这一结果不可信" in page
    records.bind(published.clerk)
    assert "denied" in owes(published)
    denied = next(
        one for one in queries.called_rows(number, actor=published.clerk, now=published.after)
        if one.state == "denied"
    )  # fmt: skip
    sheet = CalledBallot.objects.get(pk=denied.id).ballot.sheet_id
    draft = services.StrikeDraft(sheet_id=sheet, ground="denied", reason="本人否认")
    act = {
        "actor": published.clerk,
        "now": published.after + timedelta(days=2),
        "assembly_id": published.assembly,
    }
    services.strike_ballots(draft=draft, **act)
    assert standing(published)[f"denied:{number}"] == "met"
    assert why(published) == "fails"
    services.recount_assembly(**act)
    assert why(published) == ""  # that was said of the count before


def test_each_denied_ballot_is_struck_also_where_the_result_holds(published: Published) -> None:
    with patch.object(calling, "_forged", return_value=3):  # as where two denied ones change nothing
        number = published.draw()
    answer(published, number, "not_voted", "not_reached", "for")
    assert published.page(number).verdict == "running"
    waits = queries.called_rows(number, actor=published.clerk, now=published.after)[1].id
    for day in (2, 3):
        published.say(waits, "not_reached", day=day)
    assert published.page(number).verdict == "holds"
    assert (why(published), standing(published)[f"denied:{number}"]) == ("", "running")
    assert "denied" in owes(published)
    act = {
        "actor": published.clerk,
        "now": published.after + timedelta(days=4),
        "assembly_id": published.assembly,
    }

    def strike(called: int) -> None:
        sheet = CalledBallot.objects.get(pk=called).ballot.sheet_id
        draft = services.StrikeDraft(sheet_id=sheet, ground="denied", reason="本人否认")
        services.strike_ballots(draft=draft, **act)

    rows = queries.called_rows(number, actor=published.clerk, now=published.after)
    strike(next(one.id for one in rows if one.state == "denied"))
    assert standing(published)[f"denied:{number}"] == "met"
    published.say(waits, "against", day=5)  # reached after all
    assert published.page(number).verdict == "holds"
    assert standing(published)[f"denied:{number}:2"] == "running"
    act["now"] += timedelta(days=1)
    strike(waits)
    assert standing(published)[f"denied:{number}:2"] == "met"


def test_a_call_back_that_is_late_marks_the_result_and_the_street_hears_of_it(published: Published) -> None:
    number = published.draw()
    key, office = f"urge:calls:{number}", street(published.quarter)
    swept(published, 14)
    assert why(published) == ""
    assert [swept(published, 16) > 0, swept(published, 17)] == [True, 0]
    assert (why(published), standing(published)[key]) == ("late", "running")
    with records.acting(office):
        assert "urge" in owes(published, office)
    answer(published, number, "for", day=18)
    assert (why(published), standing(published)[key]) == ("", "met")


def test_the_street_has_seen_to_it_when_it_orders_correction(published: Published) -> None:
    number, office = published.draw(), street(published.quarter)
    swept(published, 16)
    with records.acting(office):
        services.order_correction(
            actor=office, now=published.after + timedelta(days=17), assembly_id=published.assembly,
            draft=services.OrderDraft(document="〔2026〕1号", clause="第十九条", reason="没有回访"),
        )  # fmt: skip
    assert standing(published)[f"urge:calls:{number}"] == "met"
    assert standing(published)[f"calls:{number}"] == "running"


def test_the_draw_is_owed_from_the_publication_on(quarter: Quarter) -> None:
    vote = Published(quarter, LATER)
    vote.publish()
    assert standing(vote)["draw:1"] == "running"
    assert "draw" in owes(vote)
    swept(vote, 8)
    assert (why(vote), standing(vote)["urge:draw:1"]) == ("late", "running")
    vote.after += timedelta(days=9)
    vote.draw()
    assert "running" not in {standing(vote)[key] for key in ("draw:1", "urge:draw:1")}
    assert why(vote) == "late"  # until everybody has answered


def test_what_is_annulled_owes_no_call_back(published: Published) -> None:
    number = published.draw()
    draft = services.AnnulmentDraft(
        by="authority", document="1号", decided_on=published.after.date(), reason="违法"
    )
    services.annul_result(
        actor=street(published.quarter), now=published.after, assembly_id=published.assembly, draft=draft
    )
    assert standing(published)[f"calls:{number}"] == "cancelled"
