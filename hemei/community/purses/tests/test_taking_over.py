"""What is taken over of an account is what its acts would have written one by one."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from PIL import Image

from hemei.community.ledgers import queries as books
from hemei.community.purses import services
from hemei.community.purses.models import Signatory
from hemei.community.purses.services import (
    FileProfile,
    OrderDraft,
    Past,
    PastApproval,
    PastOrder,
    PastStatement,
    Side,
)
from hemei.community.purses.tests.conftest import NOW, NUMBER, Joint
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused

HEAD = "账号,交易日期,交易流水号,交易金额,余额,对方户名,摘要"
RAW = "\n".join(
    (
        HEAD, f"{NUMBER},2026-10-08,A1,10000.00,10000.00,车主,停车费",
        f"{NUMBER},2026-11-02,A2,-3000.00,7000.00,安居,2026-0001 单元门",
        f"{NUMBER},2026-11-02,A3,1.20,7001.20,银行,结息",
    )
).encode("gb18030")  # fmt: skip
READ_AT = datetime(2026, 11, 2, 2, 20, tzinfo=UTC)
COVERS = date(2026, 1, 1), date(2026, 11, 2)


def _photo() -> records.Photo:
    room = io.BytesIO()
    Image.new("RGB", (200, 150), "white").save(room, "JPEG")
    room.seek(0)
    return records.prepare_photo(room, name="a.jpg", most_bytes=1_000_000)


def _draft(number: str, fen: int, line: int) -> OrderDraft:
    photo = _photo()
    return OrderDraft(
        kind="repair", amount_fen=fen, payee="安居", payee_account="1302010109022112345", payee_bank="徽商银行",
        purpose="单元门维修", invoice_number=number, contract="HT-1", budget_line=line,
        papers=dict.fromkeys(services.Paper, (photo,)),
    )  # fmt: skip


def _by_acts(joint: Joint, orders: list[PastOrder]) -> None:
    made = [
        services.prepare_order(actor=joint.company, now=one.prepared_at, account_id=joint.account, draft=one.draft)
        for one in orders
    ]  # fmt: skip
    for number, one in zip(made, orders, strict=True):
        for said in one.approvals:
            services.judge_order(
                actor=said.actor, now=said.at, order_id=number, agrees=True, confirmed_at=said.at
            )
    services.make_bank_file(
        actor=joint.company,
        now=NOW,
        account_id=joint.account,
        order_ids=made[:1],
        profile=FileProfile.PAIN001,
    )
    services.take_statement(
        actor=joint.company, now=READ_AT, account_id=joint.account, raw=RAW, name="流水.csv", covers=COVERS
    )
    services.match_certain(actor=joint.company, now=READ_AT, account_id=joint.account)


_TABLES = {
    "purses_paymentorder": "state, number, kind, code, amount_fen, tier, committee_needed, community_needed,"
    " papers_needed, papers, invoice_number, basis, round, prepared_by_id, prepared_body_id, prepared_at, expires_at,"
    " approved_at, filed_at, paid_on, ended_at, entry_id is null, paid_entry_id is null, bank_file_id is null",
    "purses_approval": "round, side, signatory_id, counts_for_id, person_id, appointment_id, agrees, given_at",
    "purses_bankfile": "number, profile, count, total_fen, sha256, made_by_id, made_at",
    "purses_statement": "profile, sha256, first_on, last_on, days_told, opening_fen, closing_fen, count, fresh,"
    " read_by_id, read_at",
    "purses_statementline": "reference, booked_on, amount_fen, balance_fen, order_number, matched_how, matched_by_id,"
    " matched_at, order_id is null, entry_id is null",
    "ledgers_entry": "kind, booked_on, source_key = '', by_role",
    "records_file": "purpose, digest, media_type, size, added_at",
    "records_access": "body_id, stream like 'purses.order:%'",
}


def _standing() -> dict[str, Any]:
    with records.acting(SYSTEM), connection.cursor() as cursor:
        found = {}
        for table, columns in _TABLES.items():
            cursor.execute(f"select {columns} from {table}")
            found[table] = sorted(map(str, cursor.fetchall()))
        cursor.execute(
            "select field, array_agg(blind_index is null) from records_sealed group by 1 order by 1"
        )
        found["seals"] = [(field, sorted(none)) for field, none in cursor.fetchall()]
        cursor.execute("select payload from records_event where payload->>'type' like 'purses.%' order by id")
        payloads = [json.loads(row[0]) for row in cursor.fetchall()]
        found["events"] = sorted(
            f"{one['type']} {one['at']} {one['actor']} {sorted(one['data'])} {one.get('standards')}"
            for one in payloads
        )
    return found


def test_what_is_taken_over_equals_what_the_acts_write(joint: Joint) -> None:
    joint.agree()
    joint.purse.earn(1_000_000)
    line = joint.of_budget()
    with records.acting(SYSTEM):
        signs = dict(Signatory.objects.values_list("person_id", "id"))
    first, second = (
        PastApproval(actor=one, signatory_id=signs[one.person_id], side=Side.COMMITTEE, at=NOW)
        for one in joint.members[:2]
    )
    orders = [
        PastOrder(
            number="2026-0001", draft=_draft("12345678", 300_000, line), preparer=joint.company, prepared_at=NOW,
            approvals=(first,), filed_at=NOW,
        ),
        PastOrder(
            number="2026-0002", draft=_draft("12345679", 800_000, line), preparer=joint.company, prepared_at=NOW,
            approvals=(second,),
        ),
    ]  # fmt: skip
    with transaction.atomic():
        _by_acts(joint, orders)
        wanted = _standing()
        transaction.set_rollback(True)
    past = Past(
        account_id=joint.account, orders=orders, profile=FileProfile.PAIN001,
        statements=[PastStatement(raw=RAW, name="流水.csv", read_at=READ_AT, reader=joint.company, covers=COVERS)],
    )  # fmt: skip
    assert services.take_over_account(actor=SYSTEM, now=READ_AT, past=past) == 2
    stands = _standing()
    for name, rows in wanted.items():
        assert stands[name] == rows, name
    assert joint.balances() == {
        "revenue_bank": 700_000, "parking": -1_000_000, "repair": 300_000,
    }  # fmt: skip
    with records.acting(SYSTEM):
        assert books.slips(using="default") == []
    with pytest.raises(Refused), transaction.atomic():
        services.take_over_account(actor=joint.company, now=READ_AT, past=past)
