"""What patrols keep of persons. They react to nothing: the plan is made by the clock."""

from hemei.coordination.patrols.queries.held import HOLDER

REACTIONS: dict[str, tuple[object, ...]] = {}
HOLDERS = (HOLDER,)
