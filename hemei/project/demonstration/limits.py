"""What the demonstration city issues itself, as any city may: a limit that fits visitors of one machine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hemei.ground.people import services
from hemei.ground.records.services import Issue
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Ground

_TEXT = Path(__file__).parent / "standards" / "intake-limits.toml"
_REASON = "示范城市在一台机器上运行，所有来访者的网络地址相同。"


def write_limits(*, now: datetime, ground: Ground, bodies: Bodies, people: People) -> None:
    """Let the city's bureau issue limits of intake that do not count one machine as one resident."""
    bureau: Actor = people.clerks[bodies.ids["city", ground.city.id, ""]]
    if bureau.role is not Role.CITY_BUREAU:
        raise ValueError(f"The city's own body is looked after by a {bureau.role}.")
    services.issue_standard(
        actor=bureau,
        now=now,
        issue=Issue(
            name="intake-limits",
            day=shanghai_day(now),
            toml=_TEXT.read_text(encoding="utf-8"),
            reason=_REASON,
        ),
    )
