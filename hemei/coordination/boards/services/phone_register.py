"""Telephone numbers from a file: a number that differs ends the one before; what a row leaves empty stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hemei.coordination.boards.models import ServicePhone
from hemei.coordination.boards.queries.phones import PhoneRow, every_phone_row
from hemei.coordination.boards.rules.acts import is_number
from hemei.coordination.boards.rules.words import Purpose
from hemei.coordination.boards.services.phones import PhoneDraft, draft_row, event_of, stream_of
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row

_TABLE = "boards_servicephone"
Running = Mapping[tuple[int, int | None, str], ServicePhone]


def phone_writer() -> PhoneWriter:
    """Begin a run."""
    return PhoneWriter()


@dataclass
class PhoneWriter:
    """Writes numbers; keeps the bodies of the run by their names, and a company's by its estates'."""

    holders: dict[tuple[str, str], list[PhoneRow]] = field(default_factory=dict)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of rows."""
        if not self.holders:
            for holder in every_phone_row(actor=work.actor, now=work.now):
                self.holders.setdefault((holder.name, holder.estate), []).append(holder)
        written = records.Written()
        found = [(row, one) for row in rows if (one := self._holder(row, written)) is not None]
        running = _running([holder.body_id for _, holder in found])
        changed = [one for row, holder in found for one in _changed(row, holder, running, written)]
        _write(work, changed, running, written)
        return written

    def _holder(self, row: Row, written: records.Written) -> PhoneRow | None:
        """Return whose numbers a row means; refuse it with its cell where that is nobody, or several."""
        body, estate = row.values["body"], row.values["estate"] or ""
        holders = self.holders.get((body, estate), [])
        if len(holders) == 1:
            return holders[0]
        if holders:
            written.refuse(row, "body", body, _SEVERAL)
        elif estate:
            written.refuse(row, "estate", estate, _NOT_THERE)
        else:
            named = any(name == body for name, _ in self.holders)
            written.refuse(
                row, "estate" if named else "body", "" if named else body, _ESTATE if named else _NO_BODY
            )
        return None


_SEVERAL = Reason(
    mark("有几个单位叫这个名称。"), {}, mark("请在“公示牌上的电话”页面上填写。"), code="several"
)
_NOT_THERE = Reason(
    mark("这个单位不在这个小区服务，或者小区不在您的管辖范围。"), {}, mark("请核对两个名称；其他单位的小区请留空。"),
    code="not_there",
)  # fmt: skip
_ESTATE = Reason(mark("物业企业没有填小区。"), {}, mark("请填写小区，一个小区一行。"), code="no_estate")
_NO_BODY = Reason(
    mark("没有这个单位，或者它不归您登记。"), {}, mark("请按机构册上的全称填写。"), code="no_body"
)


def _running(bodies: Sequence[int]) -> Running:
    rows = ServicePhone.objects.select_for_update().filter(body_id__in=set(bodies), valid_until=None)
    return {(row.body_id, row.estate_id, row.purpose): row for row in rows.order_by("id")}


def _changed(
    row: Row, holder: PhoneRow, running: Running, written: records.Written
) -> list[tuple[PhoneRow, PhoneDraft]]:  # fmt: skip
    """Return what a row changes; a cell that is no number refuses the row whole."""
    found = []
    for purpose in Purpose:
        number = " ".join((row.values[purpose.value] or "").split())
        if not number:
            continue
        decision = is_number(number, purpose)
        if not decision.allowed:
            for reason in decision.reasons:
                written.refuse(row, purpose.value, number, reason)
            return []
        known = running.get((holder.body_id, holder.estate_id, purpose.value))
        if known is None or known.number != number:
            found.append((holder, PhoneDraft(holder.body_id, holder.estate_id, purpose, number)))
    if not found:
        written.same += 1
    elif any((draft.body_id, draft.estate_id, draft.purpose.value) in running for _, draft in found):
        written.changed += 1
    else:
        written.new += 1
    return found


def _write(
    work: records.Work, changed: Sequence[tuple[PhoneRow, PhoneDraft]], running: Running, written: records.Written
) -> None:  # fmt: skip
    """End the numbers before, write the new ones, and say so in each body's stream."""
    ended = [
        old.pk
        for _, draft in changed
        if (old := running.get((draft.body_id, draft.estate_id, draft.purpose.value))) is not None
    ]
    written.before += records.images(_TABLE, ended)
    ServicePhone.objects.filter(pk__in=ended).update(valid_until=work.now)
    fresh = [draft_row(draft, holder.scope, work.now) for holder, draft in changed]
    for row, number in zip(fresh, records.next_ids(_TABLE, len(fresh)), strict=True):
        row.pk = number
    records.insert_rows(fresh)
    written.add(_TABLE, [row.pk for row in fresh])
    records.grant_many(
        bodies=[(stream_of(row.body_id), row.body_id) for row in fresh if row.estate_id is not None]
    )
    records.record_events(actor=work.actor, drafts=[event_of(row, work.now) for row in fresh])
