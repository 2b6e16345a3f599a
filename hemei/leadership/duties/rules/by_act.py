"""Duties that are done by the act itself: nobody hands in a word for what a record already proves."""

from __future__ import annotations

from hemei.kernel.decision import Decision, Reason, mark


def only_by_act(
    origin_stream: str, streams: str, done: str, remedy: str = mark("请打开任务的依据，在那里办理")
) -> Decision:
    """Refuse a result handed in for a duty that came from `streams`; `done` says what ends it by itself."""
    if not origin_stream.startswith(streams):
        return Decision.yes()
    return Decision.no(Reason(done, {}, remedy, code="by_act"))
