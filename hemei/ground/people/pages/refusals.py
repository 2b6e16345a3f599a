"""The sheet of refused rows: each whole, as it came, with what is wrong; mended there, it is imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hemei.ground.people.pages.imports import found_import, said_problem
from hemei.ground.records import services as records
from hemei.ground.records.queries import imports as record
from hemei.ground.records.queries.returning import Refusals, refused_rows
from hemei.kernel.actor import Actor
from hemei.kernel.registers import REPORTED, Problem, Register
from hemei.ui.doors import signed_in
from hemei.ui.sheets import Table, book
from hemei.ui.words import is_english


@require_safe
@never_cache
@signed_in
def problems(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Give the refused rows of an import; without its file, which goes with the work, only what is wrong with them."""
    actor, row = found_import(request, import_id)
    return _given([row], actor)


@require_safe
@never_cache
@signed_in
def workbook_problems(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """Give the refused rows of a workbook, each table on a sheet of its own as it came."""
    actor, row = found_import(request, import_id)
    return _given([one for one in record.siblings_of(row, actor=actor) if one.bad], actor)


def _given(rows: list[record.ImportRow], actor: Actor) -> HttpResponseBase:
    with ExitStack() as stack:
        pages: list[Table] = []
        for row in rows:
            found = stack.enter_context(refused_rows(row, actor=actor))
            register = records.register_entry(row.register).register
            name = row.sheet if len(rows) > 1 else _("需要改正的行")
            pages.append(_whole(name, register, found) if found else _only_told(name, register, row, actor))
        return book(_("需要改正的行"), pages or [(_("需要改正的行"), REPORTED, ())])


def _whole(name: str, register: Register, found: Refusals) -> Table:
    """Return the rows in the file's own columns. What is added stands in Chinese: it is known by that again."""
    lines = ((*own, number, *_said(register, wrong), *beyond) for number, own, beyond, wrong in found.rows)
    return name, (*found.headers, *REPORTED), lines


def _said(register: Register, wrong: Sequence[Problem]) -> tuple[str, str]:
    """Return what is wrong with a row, column by column, and what to do, each remedy once."""
    told = [said_problem(register, problem) for problem in wrong]
    what = [f"{title}{_('：')}{reason}" if title else reason for _row, title, _value, reason, _remedy in told]
    between = " " if is_english() else ""
    return between.join(what), between.join(dict.fromkeys(remedy for *_rest, remedy in told))


def _only_told(name: str, register: Register, row: record.ImportRow, actor: Actor) -> Table:
    lines: Iterator[tuple[Any, ...]] = (
        said_problem(register, problem) for problem in record.all_problems(row.id, actor=actor)
    )
    return name, [_("行"), _("列"), _("内容"), _("问题"), _("怎么改")], lines
