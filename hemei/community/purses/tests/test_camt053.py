"""Statements in camt.053: every value as the bank wrote it, or refused by name where it cannot be right."""

from __future__ import annotations

from datetime import date

import pytest

from hemei.community.purses.formats.reading import read_statement
from hemei.community.purses.rules.words import FileProfile
from hemei.kernel.decision import Refused

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
    "<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-01T01:00:00+08:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>"
    "<CreDtTm>2026-11-01T01:00:00+08:00</CreDtTm><Acct><Id><Othr><Id>6222</Id></Othr></Id><Ccy>CNY</Ccy></Acct>"
    "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>{closing}<Dt><Dt>2026-10-31</Dt></Dt></Bal>"
)
_ENTRY = (
    '<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{reversal}<Sts>{status}</Sts>'
    "<BookgDt>{day}</BookgDt><AcctSvcrRef>A1</AcctSvcrRef><BkTxCd/><NtryDtls>{details}</NtryDtls></Ntry>"
)
_TAIL = "</Stmt></BkToCstmrStmt></Document>"
BOMB = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&b;</Document>'
)


def new(version: str) -> bool:
    """Say whether a version has choices where the older ones have plain values."""
    return int(version) >= 8


def money(fen: int) -> str:
    side = "DBIT" if fen < 0 else "CRDT"
    return f'<Amt Ccy="CNY">{abs(fen) // 100}.{abs(fen) % 100:02}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def detail(version: str, number: int, amount: str, *, party: str = "合肥安居") -> str:
    """Write one payment of an entry, as its version has it."""
    name = f"<Pty><Nm>{party}</Nm></Pty>" if new(version) else f"<Nm>{party}</Nm>"
    ours = "<Pty><Nm>翠园小区</Nm></Pty>" if new(version) else "<Nm>翠园小区</Nm>"
    sum_ = (
        f'<Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        if int(version) >= 4  # since version 04 a payment has an amount of its own
        else f'<AmtDtls><TxAmt><Amt Ccy="CNY">{amount}</Amt></TxAmt></AmtDtls>'
    )
    return (
        f"<TxDtls><Refs><EndToEndId>2026-{number:04}</EndToEndId></Refs>{sum_}<RltdPties><Dbtr>{ours}</Dbtr>"
        f"<Cdtr>{name}</Cdtr><CdtrAcct><Id><Othr><Id>1302 0101</Id></Othr></Id></CdtrAcct></RltdPties>"
        "<RmtInf><Ustrd>单元门</Ustrd></RmtInf></TxDtls>"
    )


def camt(version: str = "02", *, closing: int = 700_000, **more: str) -> bytes:
    """Write a statement with one entry."""
    values = {
        "currency": "CNY", "amount": "3000.00", "side": "DBIT", "reversal": "", "day": "<Dt>2026-10-31</Dt>",
        "status": "<Cd>BOOK</Cd>" if new(version) else "BOOK", "details": detail(version, 1, "3000.00"), **more,
    }  # fmt: skip
    return (_HEAD.format(version=version, closing=money(closing)) + _ENTRY.format(**values) + _TAIL).encode()


@pytest.mark.parametrize("version", ["02", "04", "06", "08", "10", "12"])
def test_each_version_says_the_same(version: str) -> None:
    profile, found = read_statement(camt(version), "x.xml")
    (line,) = found.lines
    assert (profile, found.account, found.closing_fen) == (FileProfile.CAMT053, "6222", 700_000)
    assert (line.reference, line.booked_on, line.amount_fen) == ("A1", date(2026, 10, 31), -300_000)
    assert (line.order_number, line.party, line.note) == ("2026-0001", "合肥安居", "单元门")
    assert line.other_account == "13020101"


def declared(encoding: str, raw: bytes) -> bytes:
    return raw.decode().replace('encoding="UTF-8"', f"encoding='{encoding}'").encode("gb18030")


@pytest.mark.parametrize("encoding", ["GB18030", "gbk", "GB2312"])
def test_a_bank_may_write_in_gb18030(encoding: str) -> None:
    _, found = read_statement(declared(encoding, camt()), "x.xml")
    assert (found.lines[0].party, found.lines[0].note) == ("合肥安居", "单元门")
    for raw, told in (
        (declared(encoding, camt()) + b"\x81", f"写明是 {encoding} 编码，第[0-9]+个字节却不是"),
        (declared(encoding, BOMB.encode()), "XML 炸弹"),
    ):
        with pytest.raises(Refused, match=told):
            read_statement(raw, "x.xml")


@pytest.mark.parametrize("kind", ["OPBD", "PRCD"])
def test_what_moved_lies_between_the_opening_and_the_closing_balance(kind: str) -> None:
    def opening(fen: int) -> bytes:
        told = f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{money(fen)}<Dt><Dt>2026-10-30</Dt></Dt></Bal>"
        return camt().replace(b"<Bal>", told.encode() + b"<Bal>", 1)

    _, found = read_statement(opening(1_000_000), "x.xml")
    assert (found.opening_fen, found.closing_fen) == (1_000_000, 700_000)
    with pytest.raises(Refused, match=r"期初10,000\.01元.*期末却是7,000\.00元，差-0\.01元"):
        read_statement(opening(1_000_001), "x.xml")


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize(("second", "lines"), [("2000.00", 2), ("2000.01", 1), ("1999.99", 1)])
def test_a_batch_is_parted_only_where_its_payments_come_to_what_moved(
    version: str, second: str, lines: int
) -> None:
    both = detail(version, 1, "1000.00", party="甲公司") + detail(version, 2, second, party="乙公司")
    _, found = read_statement(camt(version, details=both), "x.xml")
    assert sum(one.amount_fen for one in found.lines) == -300_000
    assert len(found.lines) == lines
    if lines == 2:
        told = [(one.reference, one.amount_fen, one.party, one.order_number) for one in found.lines]
        assert told == [("A1/1", -100_000, "甲公司", "2026-0001"), ("A1/2", -200_000, "乙公司", "2026-0002")]
    else:
        assert (found.lines[0].party, found.lines[0].order_number) == ("", ""), "no order is guessed"


@pytest.mark.parametrize("flag", ["true", "1"])
def test_a_reversal_moves_what_its_own_side_says_and_is_named(flag: str) -> None:
    raw = camt("02", side="CRDT", reversal=f"<RvslInd>{flag}</RvslInd>", details="")
    (line,) = read_statement(raw, "x.xml")[1].lines
    assert (line.amount_fen, line.note) == (300_000, "冲正 ")
    (line,) = read_statement(camt("02", side="CRDT", details=""), "x.xml")[1].lines
    assert (line.amount_fen, line.note) == (300_000, "")


def test_large_and_small_amounts_are_exact_and_a_closing_below_zero_is_below_zero() -> None:
    for amount, fen in (("0.01", 1), ("0.10", 10), ("70368744177.67", 7_036_874_417_767), ("5", 500)):
        _, found = read_statement(camt(amount=amount, details="", closing=-29), "x.xml")
        assert (found.lines[0].amount_fen, found.closing_fen) == (-fen, -29)


def test_a_moment_counts_on_the_day_the_bank_wrote_and_additions_of_a_bank_are_left_out() -> None:
    raw = camt(day="<DtTm>2026-10-31T23:59:59+08:00</DtTm>").replace(
        b"<BkTxCd/>", b"<BkTxCd/><OurOwn>1</OurOwn>"
    )
    (line,) = read_statement(raw, "x.xml")[1].lines
    assert line.booked_on == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-12-31T17:00:00Z", date(2026, 1, 1)),
        ("2025-12-31T15:59:59Z", date(2025, 12, 31)),
        ("2026-01-01T00:30:00+09:00", date(2025, 12, 31)),
        ("2025-12-31T17:00:00", date(2025, 12, 31)),
    ],
)
def test_a_moment_of_another_zone_counts_on_its_day_here(moment: str, day: date) -> None:
    (line,) = read_statement(camt(day=f"<DtTm>{moment}</DtTm>"), "x.xml")[1].lines
    assert line.booked_on == day


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (BOMB.encode(), "XML 炸弹"),
        (camt(currency="USD"), "币种是“USD”"),
        (camt(amount="0.001", details=""), "“0.001”不是以元为单位"),
        (camt(amount="3E+3", details=""), "“3E[+]3”不是以元为单位"),
        (camt(amount="NaN", details=""), "“NaN”不是以元为单位"),
        (camt(amount="12元"), "不合 camt.053 的格式.*12元"),
        (camt(amount=""), "不合 camt.053 的格式"),
        (camt(side="BOTH"), "不合 camt.053 的格式.*BOTH"),
        (camt(day="<Dt>昨天</Dt>"), "不合 camt.053 的格式.*昨天"),
        (camt(day=""), "A1没有记账日期"),
        (camt(day="<Dt>12026-02-03</Dt>"), "A1的记账日期“12026-02-03”不是一个日期"),
        (camt(day="<Dt>-0001-02-03</Dt>"), "A1的记账日期“-0001-02-03”不是一个日期"),
        (camt(day="<DtTm>12026-02-03T00:00:00Z</DtTm>"), "A1的记账日期“12026-02-03T00:00:00Z”不是一个日期"),
        (camt(day="<DtTm>9999-12-31T23:00:00Z</DtTm>"), "A1的记账日期“9999-12-31T23:00:00Z”不是一个日期"),
        (camt(amount="-3000.00", details=""), "A1的金额“-3000.00”是负数"),
        (
            camt(details=detail("02", 1, "4000.00") + detail("02", 2, "-1000.00")),
            "A1/2的金额“-1000.00”是负数",
        ),
        (camt().replace(b">7000.00<", b">-7000.00<"), "CLBD的金额“-7000.00”是负数"),
        (camt().replace(b"<BkTxCd/>", b"<a>" * 200_000 + b"</a>" * 200_000), "超过40层，“a”还在往里套"),
        (camt().replace(b"<Sts>BOOK</Sts>", b""), "不合 camt.053 的格式.*sts"),
        (camt("13"), "camt.053.001.13 版，系统还读不了"),
        (camt()[:300], "不是正确的 XML"),
        (camt().replace(b"camt.053", b"camt.052"), "不是 camt.053"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_its_value(raw: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_statement(raw, "流水.xml")


def test_a_month_in_which_nothing_moved_is_a_statement_where_the_bank_says_what_it_closes_with() -> None:
    head = _HEAD.format(version="02", closing=money(700_000))
    _, found = read_statement((head + _TAIL).encode(), "x.xml")
    assert (found.lines, found.days, found.closing_fen) == ((), (date(2026, 10, 31),), 700_000)
    assert read_statement(camt(status="PDNG"), "x.xml")[1].lines == (), "what is only expected has not moved"
    bare = head[: head.index("<Bal>")]
    with pytest.raises(Refused, match="没有流水，也没有写明截止日期和期末余额"):
        read_statement((bare + _TAIL).encode(), "x.xml")


def test_the_days_a_statement_covers_are_those_the_bank_says() -> None:
    first, after = "2026-10-01T00:00:00+08:00", "2026-11-01T00:00:00+08:00"
    period = f"<FrToDt><FrDtTm>{first}</FrDtTm><ToDtTm>{after}</ToDtTm></FrToDt><Acct>"
    said = camt().replace(b"<Acct><Id>", period.encode() + b"<Id>", 1)
    found = read_statement(said, "x.xml")[1]
    assert (found.since, found.until) == (date(2026, 10, 1), date(2026, 10, 31)), (
        "midnight ends the day before"
    )
    assert read_statement(camt(), "x.xml")[1].since is None
