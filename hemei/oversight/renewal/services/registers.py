"""Lines from files: new ones are entered, known ones brought up to date by their code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row
from hemei.oversight.renewal.models import Barrier
from hemei.oversight.renewal.rules.planner.walks import flat, off_line

FARTHEST = 1_000
"""A crossing lies within a hundred metres of its line, in decimetres; farther, one of the two is wrong."""


@dataclass
class BarrierWriter:
    """Writes lines."""

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of lines."""
        written = records.Written()
        known = {
            row.code: row
            for row in Barrier.objects.select_for_update().filter(
                code__in=[one.values["code"] for one in rows]
            )
        }
        fresh: list[Barrier] = []
        for row in rows:
            if _sound(row, written):
                _match(work, row, known, fresh, written)
        for number, one in zip(records.next_ids("renewal_barrier", len(fresh)), fresh, strict=True):
            one.pk = number
        Barrier.objects.bulk_create(fresh)
        written.add("renewal_barrier", [one.pk for one in fresh])
        written.new += len(fresh)
        _tell(work, fresh, "renewal.barrier_entered")
        return written


def _sound(row: Row, written: records.Written) -> bool:
    """Whether a row is a line with its crossings on it; what is wrong is said."""
    values = row.values
    course, crossings = values["course"], values["crossings"] or ()
    if len(course) < 2:  # noqa: PLR2004 - a line has two ends
        reason = Reason(mark("一条线至少要两个点。"), {}, mark("请补全走向。"), code="short")
        written.refuse(row, "course", str(course), reason)
        return False
    middle = sum(lat for _, lat in course) // len(course)
    plane = [flat(lon, lat, middle=middle) for lon, lat in course]
    for lon, lat in crossings:
        away = off_line(flat(lon, lat, middle=middle), plane)
        if away > FARTHEST:
            reason = Reason(
                mark("有一处桥梁或通道离这条线{metres}米。"),
                {"metres": away // 10},
                mark("请核对坐标，或它是不是另一条线的。"),
                code="off_line",
            )
            written.refuse(row, "crossings", f"{lon / 1e6:.6f},{lat / 1e6:.6f}", reason)
            return False
    until = values["until"]
    if until is not None and until <= values["since"]:
        reason = Reason(mark("结束日期须在起始日期之后。"), {}, mark("请核对日期。"), code="order")
        written.refuse(row, "until", until.isoformat(), reason)
        return False
    return True


def _match(
    work: records.Work, row: Row, known: dict[str, Barrier], fresh: list[Barrier], written: records.Written
) -> None:
    values = row.values
    wanted = {
        "name": values["name"],
        "kind": values["kind"].value,
        "course": [list(spot) for spot in values["course"]],
        "crossings": [list(spot) for spot in values["crossings"] or ()],
        "valid_from": values["since"],
        "valid_until": values["until"],
    }
    own = known.get(values["code"])
    if own is None:
        known[values["code"]] = one = Barrier(code=values["code"], **wanted)
        fresh.append(one)
    elif own.pk is None:
        reason = Reason(mark("文件里这个编号写了两行。"), {}, mark("请只保留一行。"), code="twice")
        written.refuse(row, "code", values["code"], reason)
    elif all(getattr(own, name) == value for name, value in wanted.items()):
        written.same += 1
    else:
        written.before += records.images("renewal_barrier", [own.pk])
        for name, value in wanted.items():
            setattr(own, name, value)
        own.save(update_fields=list(wanted))
        written.changed += 1
        _tell(work, [own], "renewal.barrier_changed")


def _tell(work: records.Work, rows: Sequence[Barrier], name: str) -> None:
    if not rows:
        return
    city = places.city().path
    drafts = [
        records.EventDraft(
            f"renewal.barrier:{row.pk}", name, work.now, city,
            {"kind": row.kind, "spots": len(row.course), "crossings": len(row.crossings), "source": work.source},
        )
        for row in rows
    ]  # fmt: skip
    records.record_many((draft, work.actor) for draft in drafts)
