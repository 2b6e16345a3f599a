"""Checks of the registers: what a contradiction is, as one relation of the records that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fix(StrEnum):
    """Where a contradiction is put right."""

    IMPORT = "import"
    CONTRACT = "contract"
    MANAGER = "manager"
    MODE = "mode"
    CODE = "code"
    BODY = "body"
    OFFICE = "office"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a register on a day: every row of its relation is a contradiction.

    `sql` has the columns `key`, `label`, `place` (collation "C"), `reason` (a key of `reasons`, whose words take
    their values from `said`, jsonb), `arg` (what `page` needs to show the record) and `fix` (what the page of the
    remedy needs). It is bound to `%(day)s` and to the thresholds the item of the standard gives: a number by its
    name, a share as the two numbers `NAME_of` and `NAME_in`. `needs` names these thresholds.

    A contradiction between records of several places lies in the lowest place that holds them all, so that whoever
    is in charge there sees both sides. `open` says that nothing of it lies behind the wall of places. `register` is
    the register whose file puts it right, where `fix` is an import.
    """

    code: str
    name: str
    sql: str
    reasons: Mapping[str, str]
    page: str
    fix: Fix
    needs: tuple[str, ...] = ()
    open: bool = False
    register: str = ""
