"""The owners of the showcase adopted the agreement of their account by a vote: the community co-approves since then.

A payment waits there for the sample persons: for the chair, and for the community's co-approval.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from hemei.community.purses import services
from hemei.community.purses.services import AgreementDraft, OrderDraft
from hemei.community.voting import services as voting
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.ballots import enter_paper
from hemei.project.demonstration.calling import DECIDED
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.scale import dice

NOTICED, ADOPTED = 50, 20
"""So many days ago the vote was noticed, and the agreement it passed came into force."""
_CLAUSE = "协议第八条：街道可以书面要求暂缓一次，最多五个工作日"


def adopt(book: Book, account: int, clerks: Mapping[int, Actor], *, now: datetime, system: Actor) -> None:
    """Let the owners adopt the agreement, and name who co-approves for the community."""
    clerk = clerks.get(people_now.community_body_for(book.estate.scope, shanghai_day(now)) or 0)
    if clerk is None:
        return
    assembly = _voted(book, account, clerk, now)
    since = shanghai_day(now) - timedelta(days=ADOPTED)
    at = datetime.combine(since, time(10), SHANGHAI)
    services.adopt_agreement(actor=system, now=at, account_id=account, assembly_id=assembly, valid_from=since)
    services.name_signatory(
        actor=system, now=at, account_id=account, appointment_id=clerk.appointment_id or 0, valid_from=since
    )


def _voted(book: Book, account: int, clerk: Actor, now: datetime) -> int:
    noticed = datetime.combine(shanghai_day(now) - timedelta(days=NOTICED), time(10), SHANGHAI)
    opens = shanghai_day(noticed) + timedelta(days=16)
    closes = datetime.combine(opens + timedelta(days=9), time(23, 59), SHANGHAI)
    draft = AgreementDraft(
        valid_from=shanghai_day(noticed), community_approves=True, pause_allowed=True, pause_clause=_CLAUSE
    )
    number = services.put_agreement(actor=clerk, now=noticed, account_id=account, draft=draft, cited=DECIDED)
    with records.acting(clerk):
        voting.notice_assembly(actor=clerk, now=noticed, assembly_id=number, opens_on=opens, closes_at=closes)
    enter_paper(clerk, noticed + timedelta(days=18), number, dice("purse vote", book.estate.name), away=8)
    counted = noticed + timedelta(days=26)
    with records.acting(clerk):
        voting.close_assembly(actor=clerk, now=counted, assembly_id=number)
        voting.judge_assembly(actor=clerk, now=counted + timedelta(hours=1), assembly_id=number)
        voting.publish_result(actor=clerk, now=counted + timedelta(hours=2), assembly_id=number)
    return number


def waiting(now: datetime) -> OrderDraft:
    """Return a payment of the middle tier that was prepared lately."""
    day = shanghai_day(now)
    return OrderDraft(
        kind="repair", amount_fen=1_286_000, payee="示范建筑维修公司", payee_account="1340201010902211234",
        payee_bank="示范城市银行城东支行", purpose="5幢东侧雨棚和落水管更换",
        invoice_number=f"26340000880000{day:%y%m%d}",
        contract=f"HT{day:%Y%m}-88", budget=f"{day.year}年度公共收益预算",
    )  # fmt: skip
