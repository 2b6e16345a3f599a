"""The ladders of today field by field: what each item says now, in its unit and words, and what is typed instead."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages import faces
from hemei.coordination.cases.pages.tried import step_words
from hemei.coordination.cases.rules.drafting import Rung, Shape, Value, drafted, rungs_of
from hemei.coordination.cases.rules.facts import LEVEL_TEXTS
from hemei.ground.records import queries as records
from hemei.kernel.decision import Refused, mark
from hemei.kernel.limits import UNIT_TEXTS
from hemei.kernel.standards.value_words import VALUE_WORDS
from hemei.kernel.standards.words import FIELD_WORDS
from hemei.ui.words import is_english, listing, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from hemei.coordination.cases.rules.standards import CaseLadders

DOCUMENT = "case-ladders"
_LABELS: dict[tuple[str, str], str] = {
    ("extension", "limit"): mark("延长多久"),
    ("extension", "answer"): mark("申请多久内答复"),
    ("escalation", "to"): mark("告知谁"),
    ("escalation", "after"): mark("超时或拒不报到以后多久"),
    ("refusing", "after"): mark("报到时限过后多久不到场"),
    ("refusing", "times"): mark("第几次退单"),
    ("supervision", "answer"): mark("多久内答复"),
    ("supervision", "after"): mark("超时或拒不报到以后多久"),
    ("revisit", "after"): mark("到期没有复查，再过多久由上一级复查"),
}
_UNIT_ONLY = {"minutes", "hours", "working_hours", "days", "working_days"}


def draft_of(data: Mapping[str, str], today: date) -> str:
    """Return the draft that a form's values make of the document in force. Raises Refused."""
    found = records.standards().in_force(DOCUMENT, on=today)
    if found is None:
        raise Refused.because(
            mark("今天没有施行的这一份规定。"), remedy=mark("请粘贴草案。"), field="rules", code="none"
        )
    rungs = rungs_of(_ladders(today))
    given = {value.name: _given(value, data) for rung in rungs for value in rung.values if value.name in data}
    return drafted(found.text, rungs, given, data.get("why", ""))


def changed(data: Mapping[str, str], today: date) -> bool:
    """Whether a form says another value than the document in force."""
    if records.standards().in_force(DOCUMENT, on=today) is None:
        return False
    values = [value for rung in rungs_of(_ladders(today)) for value in rung.values if value.name in data]
    return any(_given(value, data) != value.now for value in values)


def refuse_changed(data: Mapping[str, str], today: date) -> None:
    """Refuse a form with changed values beside an issued version: they would be passed over in silence."""
    if changed(data, today):
        raise Refused.because(
            mark("改了下面逐项的数值，这里选的却是已经发布的规定。"),
            remedy=mark("要按改的试算，请选“下面逐项改的”；不用改的，请把数值改回去。"),
            field="rules",
            code="changed",
        )


def text_of(today: date) -> str:
    """Return the document in force to begin a draft from, without the remarks above it, which are for its keepers."""
    found = records.standards().in_force(DOCUMENT, on=today)
    lines = found.text.splitlines(keepends=True) if found else []
    return "".join(dropwhile(lambda line: line.startswith("#") or not line.strip(), lines))


def _ladders(today: date) -> CaseLadders:
    return queries.law_of(today).ladders


def _given(value: Value, data: Mapping[str, str]) -> str:
    typed = data.get(value.name, "").strip()[:40]
    if value.shape is not Shape.LIMIT or not typed:
        return typed
    return f"{typed} {data.get(f'{value.name}-unit', '')[:20]}"


def groups_of(data: Mapping[str, str], today: date) -> list[dict[str, Any]]:
    """Return the ladders of today as a form shows them, with what was typed; empty without a document of their own."""
    if records.standards().in_force(DOCUMENT, on=today) is None:
        return []
    found: dict[str, list[dict[str, Any]]] = {}
    for rung in rungs_of(_ladders(today)):
        found.setdefault(rung.table, []).append(
            {
                "title": title(rung, _ladders(today), today),
                "free": rung.free,
                "values": [_field(one, data) for one in rung.values],
            }
        )
    return [{"words": say(FIELD_WORDS[table]), "rungs": rungs} for table, rungs in found.items()]


def title(rung: Rung, ladders: CaseLadders, today: date) -> str:
    """Say which item of the ladders it is: its name or occasion, or whom it tells when, and its classes."""
    if rung.table == "escalation":
        return step_words(ladders, rung.code)
    law = queries.law_of(today)
    named = rung.name_en if is_english() and rung.name_en else rung.name
    when = say(VALUE_WORDS[rung.when]) if rung.when and rung.when in VALUE_WORDS else ""
    count = _("第%(times)s次延期") % {"times": rung.times} if rung.times else ""
    if not rung.classes:
        return say(FIELD_WORDS[rung.table])
    classes = listing(faces.class_name(law, code) for code in rung.classes)
    return (
        f"{named or when or count}（{classes}）"
        if not is_english()
        else f"{named or when or count} ({classes})"
    )


def label(value: Value) -> str:
    """Say what a value is of its item."""
    return say(_LABELS.get((value.table, value.key)) or FIELD_WORDS[value.key])


def said(value: Value) -> str:
    """Say a value in words."""
    if not value.now:
        return _("没有")
    if value.shape is Shape.LIMIT:
        return faces.limit_words(value.now)
    if value.shape is Shape.LEVEL:
        return say(LEVEL_TEXTS[value.now])
    return say(VALUE_WORDS[value.now]) if value.shape is Shape.END else value.now


def _field(value: Value, data: Mapping[str, str]) -> dict[str, Any]:
    amount, _blank, unit = value.now.partition(" ") if value.shape is Shape.LIMIT else (value.now, "", "")
    field: dict[str, Any] = {
        "name": value.name,
        "label": label(value),
        "shape": value.shape.value,
        "required": value.required,
        "value": data.get(value.name, amount),
        "options": [],
    }
    if value.shape is Shape.LIMIT:
        units = [one for one in UNIT_TEXTS if one in _UNIT_ONLY or one == unit]
        field["unit"] = data.get(f"{value.name}-unit", unit or "working_days")
        field["options"] = [(one, say(UNIT_TEXTS[one], {"amount": ""}).strip()) for one in units]
    elif value.shape is Shape.LEVEL:
        field["options"] = [(code, say(words)) for code, words in LEVEL_TEXTS.items()]
    elif value.shape is Shape.END:
        field["options"] = [(code, say(VALUE_WORDS[code])) for code in ("answered", "case_ended")]
    return field
