"""What the owners adopted by their own vote: co-approval, a pause by the street, and what falls with an annulment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hemei.community.ledgers.tests.conftest import NOW
from hemei.community.ledgers.tests.owners import owners_voted
from hemei.community.purses import queries, services
from hemei.community.purses.models import Agreement, BankFile, JointAccount, OrderPause
from hemei.community.purses.services import OrderState
from hemei.community.purses.tests.conftest import Joint
from hemei.community.purses.tests.test_paying import refused
from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly
from hemei.community.voting.rules.agenda import with_sum
from hemei.community.voting.services import AgendaItem, AnnulmentDraft
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records

BOUND: dict[str, Any] = {"community_approves": True, "pause_allowed": True, "pause_clause": "第八条"}
PAINT = AgendaItem(matter="other_major", title="用公共收益粉刷外墙", spends_fen=1_100_000)


def voted(joint: Joint, **terms: Any) -> tuple[int, list[int]]:
    """Let the three owners pass an agreement and a payment by paper; return the assembly and its votes."""
    return owners_voted(joint.purse, (PAINT,), called=joint.put(**terms))


def _annulled(joint: Joint, assembly: int, at: datetime) -> None:
    """The street annuls what the assembly decided; what reacts to it is not delivered."""
    decided = AnnulmentDraft(
        by="authority", document="街办撤决〔2026〕1号", decided_on=at.date(), reason="没有公告", vote_ids=[]
    )  # fmt: skip
    with records.acting(joint.street):
        voting.annul_result(actor=joint.street, now=at, assembly_id=assembly, draft=decided)


def test_an_annulled_resolution_stops_approval_and_file_before_anything_reacts(joint: Joint) -> None:
    assembly, (_adopted, paint) = voted(joint)
    joint.agree()
    more = {"resolution": (assembly, paint), "budget": ""}
    half = joint.prepare(800_000, **more)
    done = joint.approved(300_000, invoice_number="87654321", **more)
    plain = joint.approved(300_000, invoice_number="11112222")
    joint.judge(half, joint.members[0])
    _annulled(joint, assembly, NOW)

    told = "付款单{}依据的决议“用公共收益粉刷外墙，支出不超过11,000.00元”已于2026-11-02被撤销"
    assert joint.row(half).basis_annulled_on is None, "the order has not heard of it"
    assert told.format("2026-0001") in refused(joint.judge, half, joint.members[1])
    assert told.format("2026-0002") in refused(joint.filed, plain, done)
    assert (joint.row(half).state, joint.row(done).state, joint.row(plain).state) == (
        "approving", "approved", "approved",
    )  # fmt: skip
    with records.acting(SYSTEM):
        assert not BankFile.objects.exists()
    joint.filed(plain)
    assert joint.judge(half, joint.members[1], agrees=False, reason="决议已经撤销") is OrderState.REFUSED


def _paused_once(joint: Joint, order: int) -> tuple[dict[str, Any], datetime]:
    """The street pauses the order for five working days; returns what it asked with, and the end."""
    pause = {
        "actor": joint.street,
        "now": NOW,
        "order_id": order,
        "clause": "第八条",
        "reason": "核对合同和报价",
    }
    assert "暂缓6个工作日太长" in refused(services.pause_order, **pause, days=6)
    for none in (0, -1):
        assert "没有写明暂缓几个工作日" in refused(services.pause_order, **pause, days=none)
    late = {**pause, "now": joint.row(order).expires_at + timedelta(seconds=1)}
    assert "审批时间已过" in refused(services.pause_order, **late, days=1), "a pause does not bring it back"
    assert "没有写明暂缓的理由" in refused(services.pause_order, **{**pause, "reason": ""}, days=5)
    assert "不能要求暂缓付款" in refused(services.pause_order, **{**pause, "actor": joint.community}, days=1)
    before = joint.row(order).expires_at
    until = services.pause_order(**pause, days=5)
    # A Monday at ten: five working days end on the next Monday at the close of the day.
    assert until == datetime(2026, 11, 9, 9, 30, tzinfo=UTC)
    assert joint.row(order).expires_at - before == until - NOW, "the time to approve is as much longer"
    with records.acting(SYSTEM):
        assert OrderPause.objects.get().person_id == joint.street.person_id
    assert "已经暂缓过一次" in refused(services.pause_order, **pause, days=1)
    assert "暂缓中" in refused(joint.judge, order, joint.members[0])
    return pause, until


def test_what_the_owners_adopted_binds_until_it_is_annulled(joint: Joint) -> None:
    assembly, (_adopted, paint) = voted(joint, **BOUND)
    joint.adopt(assembly)
    order = joint.prepare(800_000, resolution=(assembly, paint), budget="")
    assert joint.judge(order, joint.community) is OrderState.APPROVING, (
        "the community co-approves, in any order"
    )

    pause, until = _paused_once(joint, order)
    after = until + timedelta(minutes=1)
    assert joint.judge(order, joint.members[0], now=after) is OrderState.APPROVING
    assert joint.judge(order, joint.members[1], now=after) is OrderState.APPROVED
    assert joint.balances() == {"repair": 800_000, "revenue_owed": -800_000}

    _annulled(joint, assembly, after)
    records.deliver_pending(now=after, batch=1_000)
    held = joint.row(order)
    assert (held.state, held.basis_annulled_on) == ("held", after.date())
    assert "现在是“已搁置”" in refused(joint.filed, order), "nothing goes to the bank"
    with records.acting(SYSTEM):
        assert Agreement.objects.get().annulled_on == after.date()
    assert "决议“用公共收益粉刷外墙，支出不超过11,000.00元”" in refused(
        joint.prepare, 800_000, resolution=(assembly, paint), invoice_number="87654321"
    )
    later = joint.prepare(800_000, now=after, invoice_number="87654321")
    assert joint.row(later).community_needed == 0, "nobody adopted anything any more: the community reads"
    assert "社区只查看" in refused(joint.judge, later, joint.community, now=after)
    told = "被撤销，协议不再约束社区和街道"
    assert told in refused(services.pause_order, **{**pause, "now": after, "order_id": later}, days=1)


def test_an_annulled_agreement_binds_nobody_before_anything_reacts(joint: Joint) -> None:
    assembly, _votes = voted(joint, **BOUND)
    joint.adopt(assembly)
    order = joint.prepare(800_000)
    assert joint.row(order).community_needed == 1
    pause: dict[str, Any] = {"actor": joint.street, "clause": "第八条", "reason": "核对合同和报价", "days": 1}
    _annulled(joint, assembly, NOW)
    with records.acting(SYSTEM):
        assert Agreement.objects.get().annulled_on is None, "the agreement has not heard of it"

    told = "”已于2026-11-02被撤销"
    assert told in refused(services.pause_order, **pause, now=NOW, order_id=order)
    with records.acting(SYSTEM):
        assert not OrderPause.objects.exists()
    assert (joint.row(order).paused_until, joint.row(order).state) == (None, "approving")
    later = joint.prepare(800_000, invoice_number="87654321")
    assert joint.row(later).community_needed == 0, "the community only reads what is prepared from now on"


def test_a_vote_of_another_purse_or_not_yet_published_carries_no_payment(joint: Joint) -> None:
    fund = AgendaItem(matter="use_maintenance_fund", title="更换电梯")
    assembly, (paint, lift) = owners_voted(joint.purse, (PAINT, fund))
    joint.agree()
    with records.acting(SYSTEM):
        account = JointAccount.objects.get(pk=joint.account)
        offered = [words for *_ids, words in queries.resolutions(joint.purse.estate, account.scope)]
    assert [words.partition("（")[0] for words in offered] == [with_sum(PAINT).title]
    assert "决定的是维修资金" in refused(joint.prepare, resolution=(assembly, lift), budget="")
    with records.acting(SYSTEM):
        Assembly.objects.filter(pk=assembly).update(published_at=None)
    assert "还没有公告" in refused(joint.prepare, resolution=(assembly, paint), budget="")
