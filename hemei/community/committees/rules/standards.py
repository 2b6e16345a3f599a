"""The standards of committees."""

from __future__ import annotations

from hemei.community.committees.rules import life_standards

STANDARDS: dict[str, type] = {**life_standards.STANDARDS}
