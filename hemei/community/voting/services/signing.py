"""Whose signature stands on a paper ballot, and in what capacity: said of the stack, exceptions one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hemei.community.voting.models import PrintedSheet, ScanBatch
from hemei.community.voting.queries.bound import (
    owners_on,
    proxies_of,
    proxies_with_paper,
    standing_bindings,
    standing_on,
)
from hemei.community.voting.rules import voters
from hemei.community.voting.rules.handing import Handed
from hemei.community.voting.rules.proxies import proxies_when
from hemei.community.voting.rules.sheets import read_serial, serial_of
from hemei.community.voting.rules.voters import Capacity
from hemei.community.voting.services.telling import opened_at
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class SignedAs:
    """In what capacity a ballot was signed, None as the roll says who signs; and by which papers, where they lie."""

    capacity: Capacity | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDraft:
    """What somebody says of the signatures of a stack: `seen` them all, an owner's each, but for those named.

    `unsigned` and `by_proxy` name ballots by the number printed on them. `stack` says in what capacity they were
    signed; `each` says it of a printed sheet by its id, and what it leaves open stays as of the stack.
    """

    seen: bool = False
    unsigned: Sequence[str] = ()
    by_proxy: Sequence[str] = ()
    stack: SignedAs = SignedAs()
    each: Mapping[int, SignedAs] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signed:
    """The printed sheets without a signature, those a proxy signed with the id of his written proxy, and the others.

    Not entered yet are the `waiting`, signed by a guardian or delegate who is not bound so, the `unconfirmed`, the
    proxy that came with which waits for a second person, and the `unsaid`: it was refused, and nobody has said who
    signed.
    """

    unsigned: frozenset[int] = frozenset()
    proxies: Mapping[int, int] = field(default_factory=dict)
    others: Mapping[int, SignedAs] = field(default_factory=dict)
    waiting: Mapping[int, Capacity] = field(default_factory=dict)
    unconfirmed: frozenset[int] = frozenset()
    unsaid: frozenset[int] = frozenset()

    @property
    def held(self) -> frozenset[int]:
        """The sheets that are not entered yet."""
        return self.unconfirmed.union(self.unsaid, self.waiting)

    def of(self, sheet: int) -> SignedAs:
        """Return in what capacity a sheet was signed; nothing is said where nobody signed, or a proxy did."""
        return self.others.get(sheet, SignedAs())


def signed_as_said(batch: ScanBatch, entering: Collection[int], draft: SignedDraft) -> Signed:
    """Return what was said of the signatures of the sheets that are entered now.

    One that came with a proxy is the holder's, named or not, unless nobody signed it; while that proxy waits for a
    second person the sheet waits, whatever is said of it. So does one whose proxy was refused, until a person has said
    who signed: the owner's counts, any other has no signature of his.

    Raises:
        Refused: nobody says that he saw them, a number is none of these, is named twice, a proxy signed for a unit that
            had no written proxy when it came in, or more than one, or somebody signed in a capacity that does not do
            for his unit.
    """
    if not draft.seen:
        raise Refused.because(
            mark("请核对每张票上的签名"), remedy=mark("核对以后在确认处勾选；没有签名的写明票号"), field="signed",
            code="signatures",
        )  # fmt: skip
    unsigned = {_sheet(batch, entering, one, "unsigned") for one in draft.unsigned}
    by_proxy = {_sheet(batch, entering, one, "by_proxy"): one for one in draft.by_proxy}
    came = proxies_with_paper(entering)
    unsigned |= came.of("anothers")
    if (unsigned | came.of("own")) & set(by_proxy):
        raise Refused.because(
            mark("写明没有签名的票、核实过是谁签名的票，不能又写由受托人签名"),
            field="by_proxy",
            code="named_twice",
        )
    held = came.of("waits", "unsaid")
    unsigned -= held
    confirmed = {sheet: proxy for sheet, proxy in came.confirmed.items() if sheet not in unsigned}
    named = {sheet: one for sheet, one in by_proxy.items() if sheet not in held.union(confirmed)}
    proxies = confirmed | _proxies(batch, named)
    left = set(entering) - unsigned - held - set(proxies)
    others, waiting = _others(left, draft, shanghai_day(batch.received_at))
    return Signed(frozenset(unsigned), proxies, others, waiting, came.of("waits"), came.of("unsaid"))


def _proxies(batch: ScanBatch, by_proxy: Mapping[int, str]) -> dict[int, int]:
    """Return the proxy by which each of these sheets was signed: that was in force when it came in."""
    rows = {row.pk: row for row in PrintedSheet.objects.filter(pk__in=by_proxy)}
    given = proxies_of(row.roll_unit_id for row in rows.values())
    found: dict[int, int] = {}
    for sheet, serial in by_proxy.items():
        row = rows[sheet]
        match proxies_when(given.get(row.roll_unit_id, ()), handed_of(batch, row)):
            case [proxy]:
                found[sheet] = proxy
            case []:
                raise Refused.because(
                    mark("票号{serial}由受托人签名，但是收到这张票时这一户没有登记书面委托"), field="by_proxy",
                    code="no_proxy", serial=serial,
                    remedy=mark("委托书随票交来的，在本页“随票交来的委托书”登记，另一人确认以后再计入；没有委托书的，搁置这张票并写明原因"),
                )  # fmt: skip
            case _:
                raise Refused.because(
                    mark("票号{serial}由受托人签名，这一批的收票期间这一户的委托换过人，不知道是谁签的"),
                    remedy=mark("请搁置这张票，另开一批，写明收到它的时间"), field="by_proxy", code="two_proxies",
                    serial=serial,
                )  # fmt: skip
    return found


def handed_of(batch: ScanBatch, sheet: PrintedSheet) -> Handed:
    """Return when a sheet of a batch came in: the moment at the counter, or the period of its batch."""
    if sheet.handed_at is not None:
        return Handed(sheet.handed_at, sheet.handed_at)
    return Handed(batch.handed_from or opened_at(batch.roll), batch.received_at)


def _others(
    sheets: Collection[int], draft: SignedDraft, day: date
) -> tuple[dict[int, SignedAs], dict[int, Capacity]]:
    """Return in what capacity each sheet was signed, and by which papers where it was not the sole owner.

    Apart from them those that wait until their guardian or delegate is bound. What was said of one before stays said
    until something else is said of it: it never becomes the owner's with the rest of the stack.
    """
    said, waiting = {}, {}
    rows = PrintedSheet.objects.filter(pk__in=sheets).select_related("roll_unit", "run").order_by("pk")
    bindings = standing_bindings(row.roll_unit.unit_id for row in rows)
    for row in rows:
        owners, own = owners_on(row.roll_unit), draft.each.get(row.pk, SignedAs())
        before = Capacity(row.signed_as) if row.signed_as else None
        capacity = own.capacity or before or draft.stack.capacity or voters.capacity_of(owners)
        evidence = own.evidence.strip() or draft.stack.evidence.strip()
        binding = standing_on(bindings.get(row.roll_unit.unit_id), day)
        decision = voters.may_sign(capacity, owners, binding, evidence=evidence)
        if not decision.allowed:
            [why] = decision.reasons
            if why.code == "not_bound":
                waiting[row.pk] = capacity
                continue
            raise Refused.because(
                mark("票号{serial}（{unit}）：{why}"), remedy=why.remedy, field=why.field, code=why.code,
                serial=serial_of(row.run.number, row.number), unit=row.roll_unit.code,
                why=why.text.format(**why.values),
            )  # fmt: skip
        said[row.pk] = SignedAs(capacity, evidence if capacity is Capacity.CHOSEN else "")
    return said, waiting


def _sheet(batch: ScanBatch, entering: Collection[int], serial: str, field_name: str) -> int:
    run, number = read_serial(serial) or (0, 0)
    rows = PrintedSheet.objects.filter(run__roll=batch.roll_id, run__number=run, number=number)
    found = rows.filter(pk__in=entering).values_list("id", flat=True).first()
    if found is None:
        raise Refused.because(
            mark("这一批可以计入的票里没有票号{serial}"), remedy=mark("票号印在房号下面，如 1-0023"),
            field=field_name, code="no_serial", serial=serial,
        )  # fmt: skip
    return int(found)
