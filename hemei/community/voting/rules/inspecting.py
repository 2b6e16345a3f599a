"""Who opens a file that shows how each unit voted, and when; the reason he gives is recorded."""

from __future__ import annotations

from typing import Literal

from hemei.community.voting.rules.acts import Act, may, may_of
from hemei.community.voting.rules.assemblies import State
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, mark

Opened = Literal["full", "court", "secret_vote"]
_COUNTED = (State.JUDGED, State.PUBLISHED, State.ANNULLED)
_NOT_COUNTED = Reason(
    mark("还没有计票"), {}, mark("计票以后才能查阅，之前谁都看不到每户的选择"), code="not_counted"
)
_NOT_PUBLISHED = Reason(mark("结果还没有公告"), {}, mark("公告以后业主可以查阅"), code="not_published")


def may_inspect(
    actor: Actor,
    scope: str,
    what: Opened,
    *,
    state: State,
    body_id: int | None = None,
    owns: bool = False,
) -> Decision:
    """Whether the actor may open a file of a meeting he sees.

    What shows how a unit voted waits for the count, whoever asks: neither who organises nor who oversees sees before
    it who voted how. The file for a secret vote holds no choice and serves before the vote.

    The full file is for who organises, and for who `owns` a unit of the roll or stands for its owner
    (interpretation art. 13): who sees the meeting for another reason, or stood for one once, is not let in. What
    art. 13 opens to owners is what came of it, so they wait until it is published. The court's is for who organises
    or oversees, the other for who organises; a committee organises what it called.
    """
    if what == "full" and actor.role is Role.RESIDENT:
        text = mark("只有名册上的业主和现在代表他的人可以查阅")
        if not owns:
            return Decision.no(Reason(text, code="forbidden"))
        return Decision.yes() if state in _COUNTED[1:] else Decision.no(_NOT_PUBLISHED)
    found = may(actor, Act.SEE if what == "court" else Act.INSPECT, scope)
    if may_of(actor, Act.CONDUCT, scope, body_id).allowed:
        found = Decision.yes()
    if found.allowed and what != "secret_vote" and state not in _COUNTED:
        return Decision.no(_NOT_COUNTED)
    return found
