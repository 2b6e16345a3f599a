"""The standards of a city are for everybody, pages without sign-in included."""

from __future__ import annotations

import pytest

from hemei.ground.records import queries, services, standards


@pytest.mark.django_db
def test_a_visitors_page_reads_the_standards_by_itself() -> None:
    standards.forget()
    with services.as_public():
        assert queries.standards().documents
