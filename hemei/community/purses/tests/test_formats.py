"""Files for the bank and from it: what is written has the shape of the schema, what is read is refused by name."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import sepaxml
import xmlschema

from hemei.community.purses.formats.lines import Payment, PaymentFile
from hemei.community.purses.formats.reading import read_statement
from hemei.community.purses.formats.writing import PAIN, as_csv, as_pain001
from hemei.community.purses.rules.matching import Line, OpenEntry, OpenOrder, proposals_for
from hemei.community.purses.rules.payees import Party, Payee, payee_of
from hemei.community.purses.rules.words import FileProfile, MatchedBy, OrderState
from hemei.kernel.decision import Refused

HEAD = "账号,交易日期,交易流水号,借方发生额,贷方发生额,余额,币种,对方户名,摘要,对方账号\n"
ROW = "6222,2026-10-31,A1,3000.00,,7000.00,人民币,合肥安居,2026-0001 单元门,1302 0101\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_either_encoding(encoding: str) -> None:
    profile, found = read_statement((HEAD + ROW).encode(encoding), "流水.csv")
    (line,) = found.lines
    assert (profile, found.account, found.closing_fen) == (FileProfile.CSV, "6222", 700_000)
    assert (line.reference, line.booked_on, line.amount_fen) == ("A1", date(2026, 10, 31), -300_000)
    assert (line.order_number, line.party, line.other_account) == ("2026-0001", "合肥安居", "13020101")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<html/>", "不是 camt.053"),
        ((HEAD + ROW.replace("3000.00", "0.001")).encode(), "“0.001”"),
        ((HEAD + ROW.replace("人民币", "美元")).encode(), "币种是“美元”"),
        ((HEAD + ROW + ROW).encode(), "“A1”是空的或者重复"),
        ((HEAD + ROW.replace("2026-10-31", "昨天")).encode(), "日期“昨天”看不懂"),
        ((HEAD + ROW + ROW.replace("6222", "6333").replace("A1", "A2")).encode(), "有2个账号"),
        ((HEAD + ROW.replace("3000.00", "0.00")).encode(), "金额是零"),
        (HEAD.encode(), "没有流水"),
        (b"a,b\n1,2\n", "找不到表头"),
        ((HEAD + ROW + ROW.replace("合肥安居", "长" * 131_073)).encode(), "文件“流水.csv”到第3行读不下去"),
        (b"\xff\xfe\x00\x81\x81", "不是 UTF-8 或 GB18030"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_value(raw: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_statement(raw, "流水.csv")


def payments() -> PaymentFile:
    one = Payment(
        number="2026-0001", amount_fen=300_001, payee="甲&乙公司", payee_account="1302", payee_bank="徽商银行",
        purpose="单元门<维修>",
    )  # fmt: skip
    return PaymentFile(
        number="HM1-20261102-1", made_at="2026-11-02T10:00:00+08:00", pay_on=date(2026, 11, 2), payer="翠园小区",
        payer_account="6222", payer_bank="徽商银行", payments=(one, one),
    )  # fmt: skip


def test_a_payment_file_has_the_shape_of_the_schema() -> None:
    root = ET.fromstring(as_pain001(payments()))  # noqa: S314 - our own
    space = {"p": PAIN}
    body = root.find("p:CstmrCdtTrfInitn", space)
    assert body is not None
    order = [one.tag.split("}")[1] for one in body.iterfind("p:PmtInf/*", space)]
    assert order == [
        "PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt",
        "CdtTrfTxInf", "CdtTrfTxInf",
    ]  # fmt: skip
    inside = [one.tag.split("}")[1] for one in body.iterfind("p:PmtInf/p:CdtTrfTxInf[1]/*", space)]
    assert inside == ["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"]
    assert body.findtext("p:GrpHdr/p:CtrlSum", namespaces=space) == "6000.02"
    assert body.findtext("p:PmtInf/p:CdtTrfTxInf/p:Cdtr/p:Nm", namespaces=space) == "甲&乙公司"
    rows = as_csv(payments()).decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert '"3000.01","CNY"' in rows[1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_for_the_bank_begins_a_formula(start: str) -> None:
    bad = f"{start}HYPERLINK(1)"
    one = replace(payments().payments[0], payee=bad, payee_bank=bad, purpose=bad)
    [_head, row] = csv.reader(as_csv(replace(payments(), payments=(one,))).decode("utf-8-sig").splitlines())
    assert [cell for cell in row if cell.startswith(start)] == []
    assert row[3] == row[5] == row[8] == f"'{bad}"
    assert row[6] == "3000.01", "amounts are digits and stay so"


def test_a_line_is_matched_with_what_it_names_then_with_what_is_near() -> None:
    day = date(2026, 11, 2)
    order = OpenOrder(7, "2026-0001", 100, day, OrderState.FILED, booked=True)
    other = OpenOrder(8, "2026-0002", 100, day, OrderState.FILED, booked=True)
    paid = replace(other, payee=Party("1302 0101", "合肥安居维修有限公司"))
    named = proposals_for(Line(1, day, -100, "2026-0002", Party("13020101")), [order, paid], [], days=7)
    assert [(one.of_id, one.certain) for one in named] == [(8, True)]
    for said in (Party("13020102", "合肥安居维修有限公司"), Party("", "合肥安居"), Party()):
        named = proposals_for(Line(1, day, -100, "2026-0002", said), [order, paid], [], days=7)
        assert [(one.of_id, one.certain) for one in named] == [(8, False), (7, False)], said
    either = proposals_for(Line(1, day, -100, ""), [order, other], [], days=7)
    assert [(one.how, one.certain) for one in either] == [(MatchedBy.ORDER, False)] * 2
    near = proposals_for(
        Line(1, day, 100, ""), [], [OpenEntry(3, day, 100), OpenEntry(4, date(2026, 11, 1), 100)], days=7
    )
    assert [(one.of_id, one.certain) for one in near] == [(3, True), (4, False)]
    held = OpenOrder(9, "2026-0003", 100, day, OrderState.HELD, booked=False)
    assert proposals_for(Line(1, day, -100, "2026-0003"), [held], [], days=7) == []


def test_a_payment_file_is_valid_by_the_schema_of_iso_20022() -> None:
    schema = xmlschema.XMLSchema(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.03.xsd")
    one = payments().payments[0]
    long = replace(one, payee="很长的公司名称" * 20, purpose="很长的事由" * 60, payee_bank="")
    odd = replace(
        one, payee="合肥\x08安居", purpose="门\x0b\ufffe\ud800".encode("utf-8", "replace").decode() + "\x00"
    )
    files = (payments(), replace(payments(), payments=(one, long, odd), payer="一个名称很长的小区" * 12))
    for file in files:
        schema.validate(as_pain001(file).decode())
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate(as_pain001(payments()).decode().replace("<PmtMtd>TRF</PmtMtd>", ""))


OURS = Party("1302010109022112345", "合肥安居（维修）有限公司")


@pytest.mark.parametrize(
    ("account", "name", "found"),
    [
        ("1302 0101 0902 2112 345", "别人", Payee.SAME),
        ("1302010109022112346", "合肥安居（维修）有限公司", Payee.OTHER),
        ("1302****2345", "合肥安居(维修)有限公司", Payee.SAME),
        ("1302****2345", "", Payee.UNSAID),
        ("1302****2346", "合肥安居（维修）有限公司", Payee.OTHER),
        ("", "合肥安居(维修) 有限公司", Payee.SAME),
        ("", "合肥安居", Payee.UNSAID),
        ("", "合肥平安维修有限公司", Payee.OTHER),
        ("", "", Payee.UNSAID),
    ],
)
def test_whom_the_bank_paid_is_told_by_the_account_and_only_else_by_the_name(
    account: str, name: str, found: Payee
) -> None:
    assert payee_of(Party(account, name), OURS) is found


def balances(*rows: tuple[str, str, str]) -> bytes:
    """Write a statement of amounts and balances; each line is of its own day."""
    lines = [f"6222,{day},{day[-2:]},{fen},{stood},-" for day, fen, stood in rows]
    return "\n".join(("账号,交易日期,交易流水号,交易金额,余额,摘要", *lines)).encode()


DAYS = (
    ("2026-10-01", "10.00", "110.00"), ("2026-10-02", "-3.00", "107.00"), ("2026-10-03", "0.01", "107.01"),
    ("2026-10-04", "5.00", "112.01"),
)  # fmt: skip


def test_a_statement_is_read_in_the_order_of_its_balances_whichever_comes_first() -> None:
    same_day = tuple(("2026-10-01", *row[1:]) for row in DAYS)
    numbered = [f"6222,{day},N{number},{fen},{stood},-" for number, (day, fen, stood) in enumerate(same_day)]
    head = "账号,交易日期,交易流水号,交易金额,余额,摘要"
    for raw in (
        balances(*DAYS), balances(*reversed(DAYS)),
        "\n".join((head, *numbered)).encode(), "\n".join((head, *reversed(numbered))).encode(),
    ):  # fmt: skip
        _, found = read_statement(raw, "流水.csv")
        assert [line.balance_fen for line in found.lines] == [11_000, 10_700, 10_701, 11_201]
        assert (found.opening_fen, found.closing_fen) == (10_000, 11_201)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_statement_with_a_line_cut_out_is_refused_with_the_line_and_the_value(cut: int) -> None:
    rows = [row for number, row in enumerate(DAYS) if number != cut]
    after, wanted = {1: ("03", "110.01"), 2: ("04", "112.00")}[cut]
    for order in (rows, rows[::-1]):
        with pytest.raises(Refused, match=f"流水{after}的余额.*应当是{wanted}元"):
            read_statement(balances(*order), "流水.csv")
    changed = [*DAYS[:2], ("2026-10-03", "0.02", "107.01"), DAYS[3]]
    with pytest.raises(Refused, match=r"流水03的余额107\.01元接不上.*差-0\.01元"):
        read_statement(balances(*changed), "流水.csv")
