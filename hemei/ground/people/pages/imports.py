"""Data: registers come in as files, are checked, imported, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.registers import EXPLANATIONS, Column, Problem, Register
from hemei.ui.books import Form, FormColumn, form_book
from hemei.ui.doors import signed_in
from hemei.ui.forms import errors_of
from hemei.ui.render import render
from hemei.ui.sheets import sheet
from hemei.ui.uploads import large_files
from hemei.ui.words import say, say_reason

PAGE = 50
SHOWN_PROBLEMS = 50
EVERY = "all"
STATES = {
    record.ImportState.OPEN: (mark("待检查"), ""),
    record.ImportState.CHECKING: (mark("正在检查"), "brand"),
    record.ImportState.CHECKED: (mark("检查完毕，待导入"), "warn"),
    record.ImportState.WRITING: (mark("正在导入"), "brand"),
    record.ImportState.HALTED: (mark("已停下"), "bad"),
    record.ImportState.WRITTEN: (mark("已导入"), "good"),
    record.ImportState.UNDOING: (mark("正在撤销"), "brand"),
    record.ImportState.UNDONE: (mark("已撤销"), ""),
    record.ImportState.DROPPED: (mark("已放弃"), ""),
}


def importer(request: HttpRequest) -> Actor:
    """Return the actor as he imports: system administration, which sees no rows, opens the city for this act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, queries.Act.IMPORT_REGISTERS).allowed:
        raise PermissionDenied
    if actor.role is Role.SYSTEM_ADMIN:
        return replace(actor, places=(PlaceRange(places.city().path),))
    return actor


@large_files
@never_cache
@signed_in
def imports(request: HttpRequest) -> HttpResponse:
    """List what was imported; take a new file."""
    actor = importer(request)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("people:import", args=[_begin(request, actor)]))
        except Refused as refused:
            errors = errors_of(refused)
    before = request.GET.get("before", "")
    rows = record.imports(actor=actor, before=int(before) if before.isdecimal() else None, limit=PAGE + 1)
    shown = rows[:PAGE]
    registers = record.registers_for(actor)
    context = {
        "rows": [(row, STATES[row.state]) for row in shown],
        "registers": registers,
        "titles": {register.name: register.title for register in registers},
        "options": [(register.name, say(register.title)) for register in registers],
        "chosen": request.POST.get("register", request.GET.get("register", "")),
        "errors": errors,
        "older": "?" + urlencode({"before": shown[-1].id}) if len(rows) > PAGE else "",
        "every": EVERY,
    }
    return render(request, "people/imports.html", context, 422 if errors else 200)


def _begin(request: HttpRequest, actor: Actor) -> int:
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
        register=register if register in {one.name for one in record.registers_for(actor)} else "",
    )
    return ids[0]


@require_safe
@never_cache
@signed_in
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show an import: its columns and first rows, its progress, its counts and problems, what can be done next."""
    return _shown(request, _found(request, import_id))


def _found(request: HttpRequest, import_id: int) -> tuple[Actor, record.ImportRow]:
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
    siblings = record.siblings_of(row, actor=actor)
    context = {
        "row": row,
        "register": register,
        "state": STATES[row.state],
        "preview": preview,
        "columns": _columns(register, row, preview, errors or {}),
        "faults": _faults(preview),
        "problems": [_problem(register, problem) for _, problem in problems],
        "most_problems": SHOWN_PROBLEMS,
        "siblings": [
            (other, records.register_entry(other.register).register.title, STATES[other.state])
            for other in siblings
        ],
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


def _faults(preview: record.Preview | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for problem in preview.problems if preview else ():
        found.setdefault(problem.row, []).append(say_reason(problem.reason))
    return found


def _problem(register: Register, problem: Problem) -> tuple[int, str, str, str, str]:
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
    actor, row = _found(request, import_id)
    mapping = {
        name.removeprefix("column-"): int(value)
        for name, value in request.POST.items()
        if name.startswith("column-") and isinstance(value, str) and value.isdecimal()
    }
    try:
        records.map_columns(actor=actor, now=utc_now(), import_id=row.id, mapping=mapping)
        records.ask_for_check(actor=actor, now=utc_now(), import_id=row.id)
    except Refused as refused:
        return _shown(request, (actor, replace(row, mapping=mapping)), errors_of(refused))
    return HttpResponseRedirect(reverse("people:import", args=[import_id]))


Step = Callable[..., None]
STEPS: dict[str, tuple[Step, str]] = {
    "check": (records.ask_for_check, mark("已开始检查。")),
    "write": (partial(records.ask_for_writing, good_rows=False), mark("已开始导入。")),
    "write-good": (partial(records.ask_for_writing, good_rows=True), mark("已开始导入正确的行。")),
    "undo": (records.ask_for_undo, mark("已开始撤销。")),
    "drop": (records.drop_import, mark("已放弃这次导入，文件已经删除。")),
}


@require_POST
@signed_in
def ask(request: HttpRequest, import_id: int, step: str) -> HttpResponse:
    """Ask for the next step of an import."""
    actor, row = _found(request, import_id)
    if step not in STEPS:
        raise Http404
    act, words = STEPS[step]
    try:
        act(actor=actor, now=utc_now(), import_id=row.id)
    except Refused as refused:
        return _shown(request, (actor, row), errors_of(refused))
    messages.success(request, _(words))
    return HttpResponseRedirect(reverse("people:import", args=[import_id]))


@require_safe
@never_cache
@signed_in
def problems(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Give all problems of an import as a spreadsheet: row, column, value, what is wrong, what to do."""
    actor, row = _found(request, import_id)
    register = records.register_entry(row.register).register
    header = [_("行"), _("列"), _("内容"), _("问题"), _("怎么改")]
    lines: Iterator[tuple[Any, ...]] = (
        _problem(register, problem) for problem in record.all_problems(row.id, actor=actor)
    )
    return sheet(_("需要改正的行"), header, lines)


@require_safe
@signed_in
def template(request: HttpRequest, name: str) -> HttpResponseBase:
    """Give a workbook to fill in: one register, or all of them."""
    registers = [
        register for register in record.registers_for(importer(request)) if name in {EVERY, register.name}
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
