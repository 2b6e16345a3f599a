"""The list queries of boards, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from hemei.coordination.boards import queries, services
from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places import services as place_services
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor

LISTS: dict[str, Callable[[Actor, datetime], Iterable[object]]] = {
    "boards.board_rows": lambda actor, _now: queries.board_rows(actor=actor),
    "boards.print_runs": lambda actor, _now: queries.print_runs(actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community have an estate whose board was printed."""
    draft = EstateDraft(
        name="翠园小区", kind=EstateKind.COMMODITY, community_id=town.place("340102001001"), address="长江路2号",
        built_area_dm2=30_000, households=3, valid_from=date(2026, 1, 1), buildings=(),
    )  # fmt: skip
    with records.acting(SYSTEM):
        estates = place_services.add_estates(actor=SYSTEM, now=now, drafts=[draft], source="test")
        services.print_boards(
            actor=SYSTEM,
            now=datetime(2026, 11, 2, 2, tzinfo=UTC),
            estate_ids=estates,
            key="access",
            site="https://x",
        )
