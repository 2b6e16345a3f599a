"""What a role may do at all, by the one table of its app."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from hemei.kernel.actor import Role
from hemei.kernel.decision import Decision, Reason, mark

Act = TypeVar("Act", bound=StrEnum)


def role_may(
    role: Role, act: Act, table: Mapping[Act, frozenset[Role]], names: Mapping[Act, str], remedy: str
) -> Decision:
    """Whether a role may do an act at all; `names` says what it is called on a screen, `remedy` whom to ask."""
    if role in table[act]:
        return Decision.yes()
    return Decision.no(Reason(mark("您现在的身份不能{act}。"), {"act": names[act]}, remedy, code="role"))
