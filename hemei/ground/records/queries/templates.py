"""The templates of documents: those in force on a day, and those something was made from."""

from __future__ import annotations

from datetime import date

from hemei.ground.records.rules import PaperTemplate, PaperTemplates
from hemei.ground.records.standards import standards
from hemei.kernel.standards import Head

_TEMPLATES = "paper-templates"


def paper_template(code: str, day: date, *, kept: str = "") -> PaperTemplate | None:
    """Return the template of a kind of document in force on a day, or of the one kept by name; None without one.

    `kept` is what `templates_on` said when it was written: what is issued later on that day does not change it.
    """
    if kept:
        named = (one for one in standards().documents if one.head.name == _TEMPLATES)
        found = next((one for one in named if _name_of(one.head) == kept), None)
    else:
        found = standards().in_force(_TEMPLATES, on=day)
    templates: PaperTemplates | None = found.content if found else None
    return templates.of(code) if templates else None


def templates_on(day: date) -> str:
    """Return what names the document of templates in force on a day, `national/2019-01-01`; empty without one."""
    found = standards().in_force(_TEMPLATES, on=day)
    return _name_of(found.head) if found else ""


def _name_of(head: Head) -> str:
    return f"{head.jurisdiction}/{head.day}"
