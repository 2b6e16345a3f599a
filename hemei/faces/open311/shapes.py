"""Answers in the two forms of the specification. JSON and XML carry the same values under the same names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpResponse

FORMS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
Row = Mapping[str, Any]


def answer(form: str, value: Any, *, root: str, item: str = "", status: int = 200) -> HttpResponse:
    """Return a list of rows, or one row, in a form: in XML under a root, each row of a list under an item."""
    if form == "json":
        body = json.dumps(value, ensure_ascii=False).encode()
    else:
        top = ET.Element(root)
        _fill(top, value, item)
        body = ET.tostring(top, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type=FORMS[form], status=status)


def errors(form: str, status: int, *descriptions: str) -> HttpResponse:
    """Return what is wrong, in the specification's error body."""
    rows = [{"code": status, "description": text} for text in descriptions]
    return answer(form, rows, root="errors", item="error", status=status)


_ITEMS = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}


def _fill(element: ET.Element, value: Any, item: str) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(ET.SubElement(element, name), inner, _ITEMS.get(name, "item"))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _fill(ET.SubElement(element, item), inner, "")
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _clean(str(value))


def _clean(text: str) -> str:
    """Leave out the control characters that XML has no way to write."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
