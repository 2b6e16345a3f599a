"""Through which channels a role reports; the first is the usual one."""

from __future__ import annotations

from hemei.coordination.cases.rules.words import Channel
from hemei.kernel.actor import Role

_OF: dict[Role, tuple[Channel, ...]] = {
    Role.PUBLIC: (Channel.RESIDENT,),
    Role.RESIDENT: (Channel.RESIDENT,),
    Role.GRID_WORKER: (Channel.PATROL, Channel.CALLER),
    Role.COMMITTEE_MEMBER: (Channel.RESIDENT,),
    Role.COMPANY_MANAGER: (Channel.COMPANY, Channel.CALLER),
    Role.HOTLINE_CLERK: (Channel.HOTLINE,),
}
_OFFICE = (Channel.CALLER, Channel.PATROL)
FOR_OTHERS = frozenset({Channel.CALLER, Channel.HOTLINE})
"""Whoever rang up or came is known by the phone he left; who took it down is not the reporter."""
ON_DUTY = frozenset({Channel.PATROL, Channel.COMPANY})
"""Whoever works there found it himself and is known: no phone is left, by which he would have a resident's word."""


def channels_of(role: Role) -> tuple[Channel, ...]:
    """Return the channels a role may name."""
    return _OF.get(role, _OFFICE)
