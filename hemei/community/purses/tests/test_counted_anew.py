"""A resolution that fails when it is counted anew carries a payment no more than one that was annulled."""

from __future__ import annotations

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.purses import queries, services
from hemei.community.purses.models import Agreement
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_pages import show
from hemei.community.purses.tests.test_paying import refused
from hemei.community.purses.tests.test_with_the_owners import BOUND, voted
from hemei.community.voting.models import Assembly, Outcome, Vote
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

TODAY = NOW.date()


def counted(assembly: int, *votes: int, passed: bool = False) -> None:
    """Count votes of a published meeting anew, and let what follows be done."""
    with records.acting(SYSTEM):
        for vote in votes:
            last = Outcome.objects.filter(vote_id=vote).latest("round")
            last.pk, last.round, last.passed = None, last.round + 1, passed
            last.save(force_insert=True)
        found = Assembly.objects.get(pk=assembly)
        records.record_event(
            stream=found.stream, type="voting.assembly_recounted", actor=SYSTEM, at=NOW, scope=found.scope,
            data={"votes": []},
        )  # fmt: skip
    records.deliver_pending(now=NOW, batch=1_000)


def test_an_order_is_held_before_it_is_paid_and_a_paid_one_says_so(joint: Joint) -> None:
    assembly, (_adopted, paint) = voted(joint)
    joint.agree()
    more = {"resolution": (assembly, paint), "budget": ""}
    done = joint.approved(300_000, **more)
    sent = joint.approved(300_000, invoice_number="87654321", **more)
    joint.filed(sent)
    counted(assembly, paint, passed=True)
    assert {joint.row(one).state for one in (done, sent)} == {"approved", "filed"}, "it stands"
    counted(assembly, paint)
    for order in (done, sent):
        assert (joint.row(order).state, joint.row(order).basis_annulled_on) == ("held", TODAY)
    assert "现在是“已搁置”" in refused(joint.filed, done)
    page = show(joint.company).get(f"/purses/orders/{done}").text
    assert f"所依据的决议自{TODAY}起不再成立（被撤销，或者重新计票没有通过）" in page
    with records.acting(SYSTEM):
        facts = queries.payment_facts([joint.purse.estate], (NOW.replace(day=1), NOW.replace(day=30)))
    assert {one.annulled_on for one in facts} == {TODAY}, "the risk list names it"


def test_an_agreement_and_who_co_approves_by_it_fall(joint: Joint) -> None:
    assembly, (adopted, _paint) = voted(joint, **BOUND)
    joint.adopt(assembly)
    order = joint.prepare(800_000)
    assert joint.row(order).community_needed == 1
    counted(assembly, adopted)
    with records.acting(SYSTEM):
        assert Agreement.objects.get().annulled_on == TODAY
    assert joint.row(order).state == "held"
    assert "决议不再成立" in show(joint.community).get(f"/purses/{joint.account}").text


def test_what_fell_and_passes_again_binds_once_it_is_entered_anew(joint: Joint) -> None:
    assembly, (adopted, _paint) = voted(joint, **BOUND)
    joint.adopt(assembly)
    counted(assembly, adopted)
    counted(assembly, adopted, passed=True)
    order = joint.prepare(800_000)
    assert joint.row(order).community_needed == 0
    page = show(joint.company).get(f"/purses/{joint.account}").text
    assert "决议重新计票又通过的，请凭它再登记一次协议" in page


def test_an_order_rests_anew_on_its_own_resolution_and_takes_nothing_from_itself(joint: Joint) -> None:
    assembly, (_adopted, paint) = voted(joint)
    joint.agree()
    with records.acting(SYSTEM):
        most = Vote.objects.get(pk=paint).spends_fen
    assert most is not None
    order = joint.prepare(most, resolution=(assembly, paint), budget="")
    counted(assembly, paint)
    assert joint.row(order).state == "held"
    counted(assembly, paint, passed=True)
    services.rest_order_anew(actor=joint.company, now=NOW, order_id=order, resolution_ids=(assembly, paint))
    assert joint.row(order).state == "approving"
