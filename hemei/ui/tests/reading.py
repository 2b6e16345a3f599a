"""Read what a page gave, for the tests of every app: a spreadsheet, a summary of what is wrong in a form."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client


def cells(client: Client, address: str) -> list[str]:
    """Return the texts of a downloaded sheet in order."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        return re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/worksheets/sheet1.xml").decode())


@pytest.fixture(autouse=True)
def summaries_lead_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at each page that refuses a form: what its summary links to is there. For the conftest of an app."""
    ask = Client.request

    def asked(self: Client, **request: Any) -> Any:
        answer = ask(self, **request)
        if answer.status_code == _REFUSED and answer.headers["Content-Type"].startswith("text/html"):
            there = set(re.findall(r'\bid="([^"]+)"', answer.text))
            told = re.findall(r'href="#([^"]+)"', answer.text)
            assert set(told) <= there, f"{request['PATH_INFO']} leads nowhere: {sorted(set(told) - there)}"
        return answer

    monkeypatch.setattr(Client, "request", asked)


_REFUSED = 422
