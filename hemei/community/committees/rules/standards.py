"""The standards of committees: of their elections, and of their life."""

from __future__ import annotations

from hemei.community.committees.rules import election_standards, life_standards

STANDARDS: dict[str, type] = {**election_standards.STANDARDS, **life_standards.STANDARDS}
