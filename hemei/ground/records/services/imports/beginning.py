"""From an upload to imports: one for each table of the file that is some register's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from hemei.ground.records import tables
from hemei.ground.records.models import ColumnMapping, Import
from hemei.ground.records.rules import IMPORT_MOVES, ImportState
from hemei.ground.records.services.imports.asker import asking
from hemei.ground.records.services.imports.shape import register_entries
from hemei.ground.records.services.imports.uploads import Kept, forget_upload, keep_upload, opened_upload
from hemei.ground.records.services.scope import acting, grant_access, whole
from hemei.ground.records.services.vault import next_ids
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reason, Refused, mark
from hemei.kernel.registers import EXPLANATIONS, Recognised, Register, header_digest, recognise
from hemei.kernel.registers.headers import missing_of
from hemei.kernel.workdays import shanghai_day

LONGEST_NAME = 120


@whole
def begin_imports(
    *, actor: Actor, now: datetime, upload: Iterable[bytes], name: str, register: str = ""
) -> list[int]:
    """Keep an upload and open an import for each table in it; return their ids in the order to import them.

    With `register` the file must be of that register; without, its headers say what it is. Rows of titles
    above the headers are passed over.

    Raises:
        Refused: the file is no table, endangers the system, is of no register or of another one than said,
            or of one that the actor may not import.
    """
    kept = keep_upload(upload)
    try:
        with opened_upload(kept.name) as file:
            look = tables.look(file, name=name[-LONGEST_NAME:])
        found = _recognised(look, register, shanghai_day(now))
        for _, one in found:
            _refuse_role(actor, register_entries()[one.register].register)
        return _write(actor, now, kept, name[-LONGEST_NAME:], look, found)
    except BaseException:
        forget_upload(kept.name)
        raise


def _recognised(look: tables.Look, wanted: str, day: date) -> list[tuple[tables.Sheet, Recognised]]:
    """Return the tables that are some register's, in the order in which to import them."""
    known = {name: entry.known_on(day) for name, entry in register_entries().items() if entry.open_on(day)}
    if wanted and wanted not in known:
        raise Refused.because(
            mark("今天没有这一种台账。"),
            remedy=mark("请刷新页面，重新选择。"),
            field="register",
            code="closed",
        )
    meant = [(sheet, _meant(sheet, wanted, known)) for sheet in look.sheets if sheet.name != EXPLANATIONS]
    found = [(sheet, one) for sheet, one in meant if one is not None]
    if not found:
        raise _nothing_recognised(look)
    filled = [pair for pair in found if pair[0].rows > pair[1].header_row + 1]
    order = list(register_entries())
    return sorted(filled or found, key=lambda pair: order.index(pair[1].register))


def _meant(sheet: tables.Sheet, wanted: str, known: Mapping[str, Register]) -> Recognised | None:
    """Return what register a sheet is of; refuse one that is clearly another than wanted."""
    found = recognise(known.values(), sheet.head)
    if not wanted:
        return found[0] if found else None
    own = next((one for one in found if one.register == wanted), None)
    if found and found[0].register != wanted and (own is None or not own.whole) and found[0].whole:
        raise _another(known[found[0].register], known[wanted], own)
    return own or Recognised(wanted, 0, {}, missing_of(known[wanted], {}))


def _another(found: Register, wanted: Register, own: Recognised | None) -> Refused:
    """Refuse a file of another register than said; where it nearly is the one that was said, say what it lacks."""
    lacking = "、".join(wanted.column(name).title for name in own.missing) if own else ""
    return Refused.because(
        mark("这是“{found}”的表，不是“{wanted}”的表。"),
        remedy=mark("请改选“{found}”，或换一个文件。")
        if not lacking
        else mark("请改选“{found}”；要导入“{wanted}”的，请在文件里补上必填的列：{lacking}。"),
        field="file",
        code="other_register",
        found=found.title,
        wanted=wanted.title,
        lacking=lacking,
    )


def _nothing_recognised(look: tables.Look) -> Refused:
    shown = "、".join(cell for cell in (look.sheets[0].head[0] if look.sheets else ()) if cell)[:80]
    return Refused.because(
        mark("认不出这是哪一种台账。第一行是：{headers}"),
        remedy=mark("请下载模板对照列名，或选择台账种类后再上传。"),
        field="file",
        code="no_register",
        headers=shown or "-",
    )


def _refuse_role(actor: Actor, register: Register) -> None:
    if not actor.among(register.roles) or not actor.places:
        raise Refused(
            Decision.no(
                Reason(
                    mark("您的岗位不能导入“{register}”。"),
                    {"register": register.title},
                    mark("请由有权的人员导入。"),
                    code="role",
                )
            )
        )


def _write(
    actor: Actor, now: datetime, kept: Kept, name: str, look: tables.Look,
    found: list[tuple[tables.Sheet, Recognised]],
) -> list[int]:  # fmt: skip
    ids = next_ids("records_import", len(found))
    with acting(actor):
        for number, (sheet, one) in zip(ids, found, strict=True):
            digest = header_digest(sheet.head[one.header_row] if sheet.head else ())
            Import.objects.create(
                id=number,
                stream=stream_of(number),
                scope=actor.places[0].path,
                register=one.register,
                file_name=name,
                sheet=sheet.name,
                kept=kept.name,
                digest=kept.digest,
                size=kept.size,
                kind=look.kind,
                how=look.how,
                header_row=one.header_row + 1,
                header_digest=digest,
                mapping=_remembered(one, digest, len(sheet.head[one.header_row]) if sheet.head else 0),
                state=ImportState.OPEN,
                rows=max(0, sheet.rows - one.header_row - 1),
                actor=asking(actor),
                created_at=now,
            )
            persons = (actor.person_id,) if actor.person_id else ()
            grant_access(stream=stream_of(number), persons=persons)
    return ids


def stream_of(import_id: int) -> str:
    """Return the stream of an import's events."""
    return f"records.import:{import_id}"


def _remembered(one: Recognised, digest: str, width: int) -> dict[str, int]:
    """Return the mapping that was last used for these headers, else what the headers themselves say."""
    last = ColumnMapping.objects.filter(register=one.register, header_digest=digest).first()
    if last is None or any(index >= width for index in last.mapping.values()):
        return one.mapping
    return dict(last.mapping)


def map_columns(*, actor: Actor, now: datetime, import_id: int, mapping: Mapping[str, int]) -> None:
    """Say which header is which column, and remember it for files with the same headers.

    Raises:
        Refused: a required column has no header, two columns have the same one, or it is too late.
    """
    with acting(actor):
        row = locked_import(import_id)
        demand_move(row, ImportState.OPEN, {ImportState.OPEN, ImportState.CHECKED})
        register = register_entries()[row.register].register
        chosen = {column.name: mapping[column.name] for column in register.columns if column.name in mapping}
        if chosen != row.mapping:
            row.matches.all().delete()  # the rows say something else now
        refuse_incomplete(register, chosen)
        if len(set(chosen.values())) < len(chosen):
            raise Refused.because(
                mark("有两列对应了同一个表头。"), remedy=mark("请为每一列选择不同的表头。"), code="twice"
            )
        row.mapping, row.state = chosen, ImportState.OPEN
        row.save(update_fields=["mapping", "state"])
        ColumnMapping.objects.update_or_create(
            register=row.register,
            header_digest=row.header_digest,
            defaults={"mapping": chosen, "used_at": now},
        )


def refuse_incomplete(register: Register, mapping: Mapping[str, int]) -> None:
    """Refuse a mapping in which a required column has no header; all are named at once."""
    missing = missing_of(register, mapping)
    if missing:
        raise Refused(
            Decision.no(
                *(
                    Reason(
                        mark("缺少必填的列“{column}”。"),
                        {"column": register.column(name).title},
                        mark("请为它选择表头；文件里没有这一列的，请补上后重新上传。"),
                        field=name,
                        code="missing_column",
                    )
                    for name in missing
                )
            )
        )


def drop_import(*, actor: Actor, now: datetime, import_id: int, whole: bool = False) -> None:
    """Give a table up before anything was written; with `whole` all tables of its workbook."""
    with acting(actor):
        row = locked_import(import_id)
        for one in locked_book(row) if whole else [row]:
            demand_move(one, ImportState.DROPPED, IMPORT_MOVES[ImportState.DROPPED])
            one.state, one.ended_at = ImportState.DROPPED, now
            one.save(update_fields=["state", "ended_at"])
            one.problems.all().delete()
            one.matches.all().delete()
        release_upload(row)


def locked_import(import_id: int) -> Import:
    """Lock an import the actor may see; one that is not there and one that is not his look alike."""
    row = Import.objects.select_for_update().filter(pk=import_id).first()
    if row is None:
        raise Refused.because(mark("没有找到这次导入。"), code="not_found")
    return row


def locked_book(row: Import) -> list[Import]:
    """Lock the tables of a workbook that were not given up, in their order; one alone for a single file."""
    rows = Import.objects.select_for_update().filter(kept=row.kept)
    return list(rows.exclude(state=ImportState.DROPPED.value).order_by("id"))


def demand_move(row: Import, wanted: ImportState, allowed: Iterable[ImportState]) -> None:
    """Refuse what cannot be asked of an import in its present state."""
    if ImportState(row.state) not in allowed:
        raise Refused.because(
            mark("这次导入现在的状态不能这样办。"),
            remedy=mark("请刷新页面，按页面上的下一步办理。"),
            code=f"state_{wanted.value}",
        )


def release_upload(row: Import) -> None:
    """Remove the upload where no other table of it still waits: a file full of personal data is not kept."""
    ended = [ImportState.WRITTEN, ImportState.UNDONE, ImportState.DROPPED]
    if not Import.objects.filter(kept=row.kept).exclude(pk=row.pk).exclude(state__in=ended).exists():
        forget_upload(row.kept)
