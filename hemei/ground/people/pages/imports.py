"""Data: registers come in as files, are checked, imported, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hemei.ground.people import queries
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.ground.records.queries.returning import has_file
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.registers import EXPLANATIONS, Column, Problem, Register
from hemei.kernel.workdays import shanghai_day
from hemei.ui.books import Form, FormColumn, form_book
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.uploads import large_files
from hemei.ui.words import say, say_reason, title_of

PAGE = 50
SHOWN_PROBLEMS = 50
EVERY = "all"


def importer(request: HttpRequest) -> Actor:
    """Return the actor as he imports: system administration, which sees no rows, opens the city for this act.

    The authority of a matter imports its registers in the places in which it is the authority.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may_import(actor).allowed:
        raise PermissionDenied
    if actor.role is Role.SYSTEM_ADMIN:
        return replace(actor, places=(PlaceRange(places.city().path),))
    return actor.at(*actor.matters)


@large_files
@never_cache
@signed_in
def imports(request: HttpRequest) -> HttpResponse:
    """List what was imported; take a new file."""
    actor = importer(request)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return _to(*_begin(request, actor))
        except Refused as refused:
            errors = errors_of(refused)
    before = request.GET.get("before", "")
    rows = record.imports(actor=actor, before=int(before) if before.isdecimal() else None, limit=PAGE + 1)
    shown = rows[:PAGE]
    registers = record.registers_for(actor, on=shanghai_day(utc_now()))
    context = {
        "rows": [(row, record.STATE_WORDS[row.state]) for row in shown],
        "registers": registers,
        "titles": {register.name: title_of(register) for register in registers},
        "kept": {register.name: records.register_entry(register.name).kept for register in registers},
        "options": [(register.name, title_of(register)) for register in registers],
        "chosen": request.POST.get("register", request.GET.get("register", "")),
        "errors": errors,
        "older": "?" + urlencode({"before": shown[-1].id}) if len(rows) > PAGE else "",
        "every": EVERY,
    }
    return render(request, "people/imports.html", context, 422 if errors else 200)


def _to(import_id: int, sheets: int) -> HttpResponseRedirect:
    """Lead to an import, or to its workbook where it is one of several tables."""
    return HttpResponseRedirect(
        reverse("people:workbook" if sheets > 1 else "people:import", args=[import_id])
    )


def _begin(request: HttpRequest, actor: Actor) -> tuple[int, int]:
    upload = request.FILES.get("file")
    if getattr(request, "skipped_uploads", ()):
        raise Refused.because(
            mark("文件超过 {most} MB，没有收下。"),
            remedy=mark("请分成几个文件上传，或请系统管理员在服务器上用命令导入。"),
            field="file",
            code="too_large",
            most=settings.MOST_UPLOAD // 1_000_000,
        )
    if upload is None:
        raise Refused.because(
            mark("没有选择文件。"), remedy=mark("请选择 XLSX 或 CSV 文件。"), field="file", code="no_file"
        )
    name = (upload.name or "").replace("\x00", "")
    register = request.POST.get("register", "")
    ids = records.begin_imports(
        actor=actor,
        now=utc_now(),
        upload=upload.chunks(),
        name=name,
        register=register
        if register in {one.name for one in record.registers_for(actor, on=shanghai_day(utc_now()))}
        else "",
    )
    return ids[0], len(ids)


@require_safe
@never_cache
@signed_in
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show an import: its columns and first rows, its progress, its counts and problems, what can be done next."""
    return _shown(request, found_import(request, import_id))


def found_import(request: HttpRequest, import_id: int) -> tuple[Actor, record.ImportRow]:
    """Return who imports and the import; one that is not there and one that is not his look alike."""
    actor = importer(request)
    row = record.import_by_id(import_id, actor=actor)
    if row is None:
        raise Http404
    return actor, row


def _shown(
    request: HttpRequest, found: tuple[Actor, record.ImportRow], errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    actor, row = found
    now = utc_now()
    register = records.register_entry(row.register).register
    open_ = row.may(record.ImportState.CHECKING)
    preview = record.import_preview(row, now=now) if open_ else None
    problems = record.import_problems(row.id, actor=actor, limit=SHOWN_PROBLEMS)
    page = records.register_entry(row.register).page
    context = {
        "row": row,
        "carried_on": reverse(page, args=[row.id]) if page else "",
        "undo_reason": record.undo_reason(row),
        "kept": say(records.register_entry(row.register).kept),
        "register": register,
        "state": record.STATE_WORDS[row.state],
        "preview": preview,
        "columns": _columns(register, row, preview, errors or {}),
        "faults": _faults(preview, [problem for _, problem in problems]),
        "tried": row.state is record.ImportState.CHECKED,
        "problems": [said_problem(register, problem) for _, problem in problems],
        "most_problems": SHOWN_PROBLEMS,
        "with_rows": has_file(row),
        "mend_days": records.MEND_DAYS,
        "states": record.ImportState,
        "errors": errors or {},
    }
    return render(request, "people/import.html", context, 422 if errors else 200)


def _columns(
    register: Register, row: record.ImportRow, preview: record.Preview | None, errors: dict[str, list[str]]
) -> list[tuple[Column, int | str, list[str]]]:
    """Return the register's columns with the header chosen for each."""
    if preview is None:
        return []
    return [
        (column, row.mapping.get(column.name, ""), errors.get(column.name, [])) for column in register.columns
    ]


def _faults(preview: record.Preview | None, told: Sequence[Problem]) -> dict[int, list[str]]:
    """Return what is wrong with the first rows: their cells as they are read, and what the check told of them."""
    found: dict[int, list[str]] = {}
    for problem in [*(preview.problems if preview else ()), *told]:
        words = say_reason(problem.reason)
        if words not in found.setdefault(problem.row, []):
            found[problem.row].append(words)
    return found


def said_problem(register: Register, problem: Problem) -> tuple[int, str, str, str, str]:
    """Return row, column, value, reason and remedy in the reader's language."""
    title = say(register.column(problem.column).title) if problem.column else ""
    reason = problem.reason
    return (
        problem.row,
        title,
        problem.value,
        say(reason.text, reason.values),
        say(reason.remedy, reason.values),
    )


@require_POST
@signed_in
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take the choice of columns, and check the file by it."""
    actor, row = found_import(request, import_id)
    mapping = {
        name.removeprefix("column-"): int(value)
        for name, value in request.POST.items()
        if name.startswith("column-") and isinstance(value, str) and value.isdecimal()
    }
    try:
        records.map_columns(actor=actor, now=utc_now(), import_id=row.id, mapping=mapping)
        if row.sheets == 1:
            records.ask_for_check(actor=actor, now=utc_now(), import_id=row.id)
    except Refused as refused:
        return _shown(request, (actor, replace(row, mapping=mapping)), errors_of(refused))
    return _to(import_id, row.sheets)


Step = Callable[..., None]
STEPS: dict[str, tuple[Step, str]] = {
    "check": (records.ask_for_check, mark("已开始检查。")),
    "write": (partial(records.ask_for_writing, good_rows=False), mark("已开始导入。")),
    "write-good": (partial(records.ask_for_writing, good_rows=True), mark("已开始导入正确的行。")),
    "drop": (records.drop_import, mark("已放弃这次导入，文件已经删除。")),
    "drop-all": (partial(records.drop_import, whole=True), mark("已放弃这个工作簿，文件已经删除。")),
}


@require_POST
@signed_in
def ask(request: HttpRequest, import_id: int, step: str) -> HttpResponseBase:
    """Ask for the next step of an import."""
    actor, row = found_import(request, import_id)
    undo = partial(records.ask_for_undo, reason=request.POST.get("reason", ""))
    steps: dict[str, tuple[Step, str]] = {**STEPS, "undo": (undo, mark("已开始撤销。"))}
    if step not in steps:
        raise Http404
    act, words = steps[step]
    try:
        act(actor=actor, now=utc_now(), import_id=row.id)
    except Refused as refused:
        if row.sheets > 1:
            return workbook(request, import_id, errors_of(refused))
        return _shown(request, (actor, row), errors_of(refused))
    messages.success(request, _(words))
    return _to(import_id, row.sheets)


# Which state a workbook is in, seen as one: the first of these that one of its tables is in.
_FIRST = (
    record.ImportState.CHECKING, record.ImportState.WRITING, record.ImportState.UNDOING, record.ImportState.HALTED,
    record.ImportState.OPEN, record.ImportState.CHECKED, record.ImportState.WRITTEN, record.ImportState.UNDONE,
)  # fmt: skip


@never_cache
@signed_in
def workbook(
    request: HttpRequest, import_id: int, errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    """Show a workbook as one: its tables with their counts, what is wrong in any of them, what can be done next."""
    actor, row = found_import(request, import_id)
    every = record.siblings_of(row, actor=actor)
    rows = [one for one in every if one.state is not record.ImportState.DROPPED]
    states = {one.state for one in rows}
    whole = next((state for state in _FIRST if state in states), record.ImportState.DROPPED)
    context = {
        "row": row,
        "rows": [
            (one, records.register_entry(one.register).register, record.STATE_WORDS[one.state])
            for one in every
        ],
        "state": record.STATE_WORDS[whole],
        "whole": whole,
        "states": record.ImportState,
        "runs": next(
            (one for one in rows if one.runs and one.beat_at), next((one for one in rows if one.runs), None)
        ),
        "titles": {one.id: title_of(records.register_entry(one.register).register) for one in every},
        "share": sum(one.done_share for one in rows) // max(1, len(rows)),
        "sums": {
            name: sum(getattr(one, name) for one in rows) for name in ("new", "changed", "bad", "undecided")
        },
        "problems": _book_problems(rows, actor, SHOWN_PROBLEMS),
        "most_problems": SHOWN_PROBLEMS,
        "with_rows": has_file(row),
        "errors": errors or {},
    }
    return render(request, "people/workbook.html", context, 422 if errors else 200)


def _book_problems(rows: list[record.ImportRow], actor: Actor, limit: int) -> list[tuple[Any, ...]]:
    """Return register, row, column, value, reason and remedy of the first problems in the tables."""
    found = record.book_problems(rows, actor=actor, limit=limit)
    lines = []
    for one, problem in found:
        register = records.register_entry(one.register).register
        lines.append((title_of(register), *said_problem(register, problem)))
    return lines


@require_safe
@signed_in
def template(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give a workbook to fill in: one register, or all of them."""
    registers = [
        register
        for register in record.registers_for(importer(request), on=shanghai_day(utc_now()))
        if name in {EVERY, register.name}
    ]
    if not registers:
        raise Http404
    forms = [
        Form(
            register.title,  # headers are recognised as they are written, whatever the reader's language
            say(register.about),
            [
                FormColumn(column.title, column.required, say(column.hint), column.example)
                for column in register.columns
            ],
        )
        for register in registers
    ]
    title = registers[0].title if name != EVERY else _("全部台账")
    heads = [_("台账"), _("列"), _("必填"), _("说明"), _("示例")]
    return form_book(f"{title}-{_('模板')}", forms, explained=EXPLANATIONS, heads=heads, need=_("必填"))
