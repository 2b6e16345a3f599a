"""Language and large type keep the reader on the list he narrowed."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from hemei.coordination.disclosure.tests.conftest import Board
from hemei.coordination.disclosure.tests.test_pages import company

pytestmark = pytest.mark.django_db


def test_language_and_large_type_lead_back_to_the_list_with_its_filter(board: Board) -> None:
    client = company(board)
    for page in ("/disclosures?state=late", "/disclosures/risks?state=open", "/disclosures/questions?a=1"):
        text = client.get(page).text
        for link in ("/ui/large-type/on", "/ui/language/en"):
            assert f'href="{link}?next={quote(page)}"' in text, page
