"""Orders of correction, struck ballots and the count anew; what was counted before stays readable."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.models import (
    Assembly,
    Ballot,
    CallBack,
    CalledBallot,
    CallTry,
    CorrectionOrder,
    Strike,
)
from hemei.community.voting.pages import acts, assembly, doubles, files, gate, objections, orders, striking
from hemei.community.voting.rules.count import Sums
from hemei.community.voting.rules.orders import OrderState, may_answer, may_settle
from hemei.community.voting.rules.striking import Cast, Hand, Proof, Upheld, may_strike, standing_of
from hemei.community.voting.services import AnswerDraft, OrderDraft, StrikeDraft
from hemei.community.voting.services.telling import procedure_of
from hemei.community.voting.tests.test_assemblies import (
    ENDS,
    FIRST_BALLOT,
    cast,
    code_of,
    judged,
    noticed,
    street,
)
from hemei.community.voting.tests.test_files import unpacked
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.community.voting.verify import differences
from hemei.ground.clocks import queries as clocks
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

AFTER = ENDS + timedelta(hours=3)
COURT = {"ground": "court", "document": "（2026）皖0102民初1号", "reason": "签名不是业主本人的"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (acts, assembly, files, gate, objections, orders, striking):
        monkeypatch.setattr(module, "utc_now", lambda: AFTER)


def published(quarter, *rooms: str) -> Assembly:
    """A published vote: 101 voted against, then for; others for."""
    found = noticed(quarter)
    cast(quarter, found, "101", "against")
    for room in ("101", *rooms):
        cast(quarter, found, room, "for", at=FIRST_BALLOT + timedelta(hours=1))
    judged(quarter, found)
    services.publish_result(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    return Assembly.objects.get(pk=found.pk)


def strike(quarter, found: Assembly, ballot: Ballot, **more) -> int:
    draft = StrikeDraft(sheet_id=ballot.sheet_id, **(COURT | more))
    return services.strike_ballots(actor=quarter.clerk, now=AFTER, assembly_id=found.pk, draft=draft)


def standing(found: Assembly, quarter, room: str) -> Ballot:
    return Ballot.objects.get(
        vote__roll=found.roll_id, vote__number=1, roll_unit__unit_id=quarter.units[room], standing=True
    )


def recount(quarter, found: Assembly) -> queries.OutcomeRow:
    services.recount_assembly(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    return queries.outcomes(found.pk, actor=quarter.clerk)[0]


def test_the_list_of_doubles_says_which_ballot_was_struck(quarter) -> None:
    found = published(quarter, "103", "104")
    assert "已决定剔除" not in text(call(doubles.doubles, quarter.clerk, found.pk))
    strike(quarter, found, standing(found, quarter, "101"))
    recount(quarter, found)
    assert text(call(doubles.doubles, quarter.clerk, found.pk)).count("已决定剔除") == 1


def test_of_a_units_other_ballots_one_stands_by_the_rule() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    cast_before, cast_after = Cast(7, at), Cast(3, at + timedelta(hours=1))
    assert standing_of([cast_after, cast_before], "last") == 3
    assert standing_of([cast_after, cast_before], "first") == 7
    assert standing_of([Cast(3, at), Cast(7, at)], "last") == 7
    assert standing_of([], "last") is None


def test_an_order_is_answered_then_settled() -> None:
    assert may_answer(OrderState.ORDERED).allowed
    assert not may_answer(OrderState.ANSWERED).allowed
    for state, into, allowed in (
        (OrderState.ORDERED, OrderState.CORRECTED, False),
        (OrderState.ORDERED, OrderState.LIFTED, True),
        (OrderState.ANSWERED, OrderState.CORRECTED, True),
        (OrderState.ANSWERED, OrderState.ORDERED, True),
        (OrderState.CORRECTED, OrderState.LIFTED, False),
        (OrderState.ANSWERED, OrderState.ANNULLED, False),
    ):
        assert may_settle(state, into).allowed is allowed, (state, into)


def test_a_struck_ballot_counts_no_more_and_the_former_count_stays(quarter) -> None:
    found = published(quarter, "103", "104")
    [before, other] = queries.outcomes(found.pk, actor=quarter.clerk)
    old = queries.files_of(before.vote.id, actor=quarter.clerk, now=AFTER)
    ballot = standing(found, quarter, "101")
    assert strike(quarter, found, ballot) == 1
    # Until the vote is counted anew nothing has changed.
    assert queries.files_of(before.vote.id, actor=quarter.clerk, now=AFTER) == old
    with pytest.raises(Refused) as twice:
        strike(quarter, found, ballot)
    assert code_of(twice) == "nothing_left"
    after = recount(quarter, found)
    # The forged sheet had displaced the owner's own, which says no and stands again.
    assert (before.agree, after.agree) == (Sums(30_008, 3), Sums(20_007, 2))
    assert (after.part, after.round, before.round) == (before.part, 2, 1)
    assert standing(found, quarter, "101").choice == "against"
    assert [
        (row.vote.number, row.round) for row in queries.former_outcomes(found.pk, actor=quarter.clerk)
    ] == [(1, 1)]
    assert queries.outcomes(found.pk, actor=quarter.clerk)[1] == other  # the other item is not counted anew
    assert after.details["struck"] == [[ballot.pk, "court"]]
    assert after.details["doubles"] == 0
    made = queries.files_of(before.vote.id, actor=quarter.clerk, now=AFTER)
    assert list(differences(made.full, made.public)) == []
    [[code, ground]] = made.public["struck"]
    assert ground == "court"
    assert next(row for row in made.public["ballots"] if row[0] == code)[3] is False
    again = queries.files_of(before.vote.id, actor=quarter.clerk, now=AFTER, at_round=1)
    assert again == old
    assert list(differences(again.full, again.public)) == []
    assert list(differences(made.full, old.public)) != []
    roots = Assembly.objects.get(pk=found.pk).roots
    assert (roots["1"], roots["1.1"], roots["1.2"]) == (
        made.public["root"],
        old.public["root"],
        made.public["root"],
    )
    # Who hides that a ballot was struck, or strikes one more, is found out.
    hidden = {key: value for key, value in made.public.items() if key != "struck"}
    assert list(differences(made.full, hidden)) != []
    more = json.loads(json.dumps(made.full))
    more["ballots"][0]["struck"] = "court"
    assert list(differences(more, made.public)) != []
    with pytest.raises(Refused) as nothing:
        recount(quarter, found)
    assert code_of(nothing) == "nothing_struck"
    kinds = [one.type for one in record.history(stream=found.stream) if one.type.startswith("voting.")]
    assert kinds[-3:] == ["voting.ballots_struck", "voting.assembly_recounted", "voting.result_published"]
    assert "签名不是业主本人的" not in str([event.data for event in record.history(stream=found.stream)])


def test_a_ballot_is_struck_by_a_decision_on_record_only(quarter) -> None:
    found = published(quarter, "103")
    ballot = standing(found, quarter, "103")
    for statement in (
        f"update voting_ballot set struck = true, standing = false where id = {ballot.pk}",
        "update voting_ballot set standing = true where not standing",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    for more, code in (
        ({"ground": "mistake"}, "ground"),
        ({"document": " "}, "document"),
        ({"ground": "denied"}, "denied_call"),
        ({"ground": "not_entitled"}, "fallen_binding"),
        ({"ground": "objection_upheld", "cites": 1}, "objection"),
        ({"ground": "ordered", "cites": 1}, "order"),
        ({"reason": ""}, "text"),
        ({"sheet_id": 0}, "nothing_left"),
    ):
        draft = StrikeDraft(**({"sheet_id": ballot.sheet_id} | COURT | more))
        with pytest.raises(Refused) as refused:
            services.strike_ballots(actor=quarter.clerk, now=AFTER, assembly_id=found.pk, draft=draft)
        assert code_of(refused) == code
    with records.acting(street(quarter)), pytest.raises(Refused):
        services.strike_ballots(
            actor=street(quarter), now=AFTER, assembly_id=found.pk, draft=StrikeDraft(sheet_id=ballot.sheet_id, **COURT)
        )  # fmt: skip
    assert not Strike.objects.exists()
    other = standing(found, quarter, "101")
    call_back = CallBack.objects.create(
        stream="voting.call_back:0", scope=ballot.scope, vote_id=other.vote_id, seed="x", root="x", paper=1, sample=1,
        drawn_at=AFTER,
    )  # fmt: skip
    called = CalledBallot.objects.create(
        call_back=call_back, ballot=other, place=1, code="x", drawn=True, scope=other.scope,
        stream="voting.call_back:0",
    )  # fmt: skip
    CallTry.objects.create(
        called=called,
        called_at=AFTER,
        answer="denied",
        caller=1_000_003,
        scope=other.scope,
        stream=called.stream,
    )
    CalledBallot.objects.filter(pk=called.pk).update(state="denied")
    assert strike(quarter, found, other, ground="denied", document="") == 1
    assert recount(quarter, found).part.heads == 2  # 101's own earlier ballot; 103's is not struck


def test_an_objection_strikes_only_the_ballots_it_was_upheld_for_and_by_more_than_one_hand(quarter) -> None:
    found = published(quarter, "103")
    ballot, elsewhere = standing(found, quarter, "103"), standing(found, quarter, "101")
    other = replace(quarter.clerk, account_id=2, role=Role.COMMUNITY_SECRETARY)
    act = {"now": AFTER, "assembly_id": found.pk}
    room = "1幢1单元103"

    def lacks(one: Ballot, ground: str = "objection_upheld", **more) -> str:
        with pytest.raises(Refused) as refused:
            strike(quarter, found, one, ground=ground, document="", **more)
        return code_of(refused)

    def answer(actor, number: int, **more) -> None:
        draft = AnswerDraft(**({"number": number, "text": "核对签名", "upheld": True} | more))
        services.answer_objection(actor=actor, answer=draft, **act)

    with pytest.raises(Refused) as nowhere:
        services.object_to_result(actor=quarter.clerk, text="不是我投的", units=["9幢901"], **act)
    assert code_of(nowhere) == "not_on_the_roll"
    services.object_to_result(actor=quarter.clerk, text="不是我投的", units=[room], **act)
    services.object_to_result(actor=quarter.clerk, text="计票太慢", **act)
    assert lacks(ballot, cites=1) == "not_upheld"
    with pytest.raises(Refused) as alone:
        answer(quarter.clerk, 1)
    assert code_of(alone) == "one_hand"
    with pytest.raises(Refused) as wider:
        answer(other, 1, units=["1幢1单元101"])
    assert code_of(wider) == "another_unit"
    answer(other, 1)
    answer(quarter.clerk, 2, upheld=False)
    assert lacks(ballot, cites=2) == "not_upheld"
    assert lacks(elsewhere, cites=1) == "another_unit"
    draft = StrikeDraft(sheet_id=ballot.sheet_id, ground="objection_upheld", cites=1, reason="签名不符")
    with pytest.raises(Refused) as settled_and_strikes:
        services.strike_ballots(actor=other, draft=draft, **act)
    assert code_of(settled_and_strikes) == "one_hand"
    assert strike(quarter, found, ballot, ground="objection_upheld", cites=1, document="") == 1


def test_the_pages_take_an_objection_with_its_homes_and_an_answer_that_says_whether_it_is_right(
    quarter,
) -> None:
    found, owner = published(quarter, "103"), owner_of(quarter, "甲")
    strange = {"text": "不是我投的", "units": "1幢1单元104"}
    assert call(objections.object_to, owner, found.pk, post=strange).status_code == 422
    mine = {"text": "不是我投的", "units": "1幢1单元101、1幢1单元102"}
    assert call(objections.object_to, owner, found.pk, post=mine).status_code == 302
    other = replace(quarter.clerk, account_id=2, role=Role.COMMUNITY_SECRETARY)
    assert call(objections.answer, other, found.pk, 1, post={"text": "核对签名"}).status_code == 422
    done = {"text": "核对签名", "upheld": "yes", "units": "1幢1单元101"}
    assert call(objections.answer, other, found.pk, 1, post=done).status_code == 302
    ballot = standing(found, quarter, "101")
    assert strike(quarter, found, ballot, ground="objection_upheld", cites=1, document="") == 1


def test_a_ballot_falls_with_its_voter_only_where_an_objection_was_upheld(quarter) -> None:
    me, other = Hand(None, 1), Hand(None, 2)
    ground = procedure_of(AFTER.date()).strike_of("not_entitled")
    for fallen, code in (
        ((), "fallen_binding"),  # it ended otherwise: bound anew, or run out
        ((Upheld(me, me),), "one_hand"),
        ((Upheld(other, me),), "one_hand"),  # settled and struck by one
        ((Upheld(me, other),), ""),
        ((Upheld(other, me), Upheld(me, other)), "one_hand"),  # one of the corrections is the striker's
    ):
        decision = may_strike(ground, Proof(unit_id=1, striker=me, fallen=fallen))
        assert (decision.reasons[0].code if decision.reasons else "") == code
    assert Hand(7, 1).is_of(Hand(7, 2))
    assert not Hand(7, 1).is_of(Hand(8, 1))
    assert not Hand(None, None).is_of(Hand(None, None))
    assert Hand(7, 1, frozenset({8})).is_of(Hand(8, 2))  # one human
    assert Hand(8, 2).is_of(Hand(7, 1, frozenset({8})))
    assert not Hand(9, 1).is_of(Hand(7, 1, frozenset({8})))


def test_the_street_orders_a_correction_and_owners_read_it(quarter, monkeypatch) -> None:
    found, above, owner = published(quarter, "103"), street(quarter), owner_of(quarter, "甲")
    page = text(call(assembly.assembly, above, found.pk))
    assert "责令限期改正" in page
    form = {"document": "明光街〔2026〕12号", "clause": "民法典第二百七十八条", "reason": "代投的票应当剔除"}
    assert call(orders.order, above, found.pk, post=form | {"clause": ""}).status_code == 422
    assert call(orders.order, above, found.pk, post=form | {"days": "400"}).status_code == 422
    with pytest.raises(PermissionDenied):
        call(orders.order, quarter.clerk, found.pk, post=form)
    assert call(orders.order, above, found.pk, post=form).status_code == 302
    for reader in (owner, quarter.clerk, above):
        page = text(call(assembly.assembly, reader, found.pk))
        assert "民法典第二百七十八条" in page
        assert "代投的票应当剔除" in page
    due = {row.key: row.due_at for row in clocks.deadlines_of(stream=found.stream)}["correct:1"]
    assert (due - AFTER).days >= 14  # 15 days by default, to the end of the day
    with pytest.raises(PermissionDenied):
        call(orders.answer, owner, found.pk, 1, post={"text": "x"})
    # Nobody answers: the clock hands it back to the street; nor did anybody draw from the paper.
    assert services.sweep(actor=SYSTEM, now=due + timedelta(seconds=1)) == 2
    assert services.sweep(actor=SYSTEM, now=due + timedelta(minutes=9)) == 0
    rows = clocks.deadlines_of(stream=found.stream)
    running = [row for row in rows if row.state == "running" and "draw:" not in row.key]
    assert [(row.key, row.body_id) for row in running] == [("decide:1", above.body_id)]
    records.bind(quarter.clerk)
    for module in (assembly, gate, orders):
        monkeypatch.setattr(module, "utc_now", lambda: due + timedelta(days=1))
    ballot = standing(found, quarter, "103")
    assert strike(quarter, found, ballot, ground="ordered", cites=1, document="") == 1
    recount(quarter, found)
    assert (
        call(orders.answer, quarter.clerk, found.pk, 1, post={"text": "已剔除并重新计票"}).status_code == 302
    )
    assert call(orders.answer, quarter.clerk, found.pk, 1, post={"text": "再报"}).status_code == 422
    again = {"state": "ordered", "text": "还有一张"}
    assert call(orders.settle, above, found.pk, 1, post=again).status_code == 302
    assert call(orders.settle, above, found.pk, 1, post=again).status_code == 422
    assert call(orders.answer, quarter.clerk, found.pk, 1, post={"text": "没有了"}).status_code == 302
    assert (
        call(orders.settle, above, found.pk, 1, post={"state": "corrected", "text": "属实"}).status_code
        == 302
    )
    assert CorrectionOrder.objects.get().state == "corrected"
    assert "已改正" in text(call(assembly.assembly, owner, found.pk))
    kept = [row.key for row in clocks.deadlines_of(stream=found.stream) if row.state == "running"]
    assert not [key for key in kept if key.startswith(("correct", "decide"))]


def test_what_is_annulled_closes_its_order(quarter) -> None:
    found, above = published(quarter), street(quarter)
    with records.acting(above):
        draft = OrderDraft(document="12号", clause="民法典第二百七十八条", reason="票数不实")
        number = services.order_correction(actor=above, now=AFTER, assembly_id=found.pk, draft=draft)
        act = services.AnnulmentDraft(
            by="authority", document="13号", decided_on=AFTER.date(), reason="逾期不改"
        )
        services.annul_result(actor=above, now=AFTER + timedelta(days=1), assembly_id=found.pk, draft=act)
        assert (number, CorrectionOrder.objects.get().state) == (1, "annulled")
        with pytest.raises(Refused):
            services.order_correction(actor=above, now=AFTER, assembly_id=found.pk, draft=draft)


@pytest.mark.parametrize(("ticked", "doubt"), [({}, False), ({"voter": "doubt"}, True)])
def test_the_page_asks_whether_who_cast_it_is_in_doubt(quarter, monkeypatch, ticked, doubt) -> None:
    found, drafts = published(quarter, "103"), []
    assert "投票的人是谁、有没有资格有疑问" in text(
        call(striking.struck, quarter.clerk, found.pk, q="1幢1单元101")
    )
    monkeypatch.setattr(services, "strike_ballots", lambda *, draft, **_: drafts.append(draft) or 1)
    assert call(striking.struck, quarter.clerk, found.pk, post=COURT | ticked).status_code == 302
    assert [draft.voter_in_doubt for draft in drafts] == [doubt]


def test_the_page_strikes_by_unit_and_tells_all_the_former_result(quarter) -> None:
    found = published(quarter, "103", "104")
    page = text(call(striking.struck, quarter.clerk, found.pk, q="1幢1单元101"))
    assert page.count('name="sheet"') == 2
    assert "同意" not in page.replace("同意见", "")  # found by unit, never by choice
    ballot = standing(found, quarter, "101")
    form = {"unit": "1幢1单元101", "sheet": ballot.sheet_id, **COURT}
    assert call(striking.struck, quarter.clerk, found.pk, post=form | {"document": ""}).status_code == 422
    assert call(striking.struck, quarter.clerk, found.pk, post=form).status_code == 302
    assert "待重新计票" in text(call(striking.struck, quarter.clerk, found.pk))
    assert call(striking.recount, quarter.clerk, found.pk, post={}).status_code == 302
    owner = owner_of(quarter, "甲")
    page = text(call(assembly.assembly, owner, found.pk))
    assert "第2次计票" in page
    assert "第1次计票" in page
    assert "已剔除1张选票" in page
    with pytest.raises(PermissionDenied):
        call(striking.struck, owner, found.pk)
    first = json.loads(call(files.public, owner, found.pk, 1, round="1").content)
    last = json.loads(call(files.public, owner, found.pk, 1).content)
    assert (first["result"]["area"][2], last["result"]["area"][2]) == (30_008, 20_007)
    assert "签名不是业主本人的" in text(call(striking.struck, street(quarter), found.pk))
    case = unpacked(call(files.court, street(quarter), found.pk, post={"reason": "法院调取案卷"}))
    for folder in ("votes/1", "votes/1/round-1"):
        assert (
            list(differences(*(json.loads(case[f"{folder}/{name}.json"]) for name in ("full", "public"))))
            == []
        )
    assert "签名不是业主本人的" in case["struck.json"].decode()
