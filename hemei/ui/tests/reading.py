"""Read a spreadsheet a page gave, for the tests of every app."""

from __future__ import annotations

import io
import re
import zipfile

from django.test import Client


def cells(client: Client, address: str) -> list[str]:
    """Return the texts of a downloaded sheet in order."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        return re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/worksheets/sheet1.xml").decode())
