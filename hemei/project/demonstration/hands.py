"""What several hands write at the same time: parts of the city that do not wait for one another, a process each.

One process uses one core at most: while it thinks its database session waits, and while that works it waits itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkProcess
from multiprocessing.sharedctypes import Synchronized
from typing import Any, TypeVar

from django.db import connections

from hemei.project.demonstration.progress import Stage

HANDS = 2
LEAST = 12  # for fewer a process costs more than it saves

T = TypeVar("T")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Hand:
    """A process at work, and the pipe in which it tells of each piece that is done.

    `taken` is kept as long as the hand: else the next dealer gets its shared memory, and both count in it.
    """

    process: ForkProcess
    told: Connection
    taken: Synchronized[int]


def deal_out(pieces: Sequence[T], do: Callable[[T], Made], stage: Stage) -> list[Made]:
    """Let each hand take the next piece whenever it is free, and tell the stage of each that is done.

    A hand writes in sessions of its own: what is not committed yet it does not see, nor anything of the other hand's.
    Returns what was made of each piece, in the order of the pieces.

    Raises:
        RuntimeError: a hand failed; what went wrong it has written to the terminal.
    """
    if len(pieces) < LEAST:
        made = []
        for piece in pieces:
            made.append(do(piece))
            stage.step()
        return made
    _leave_database()
    fork, hands = multiprocessing.get_context("fork"), list[_Hand]()
    taken = fork.Value("i", 0)
    try:
        for _ in range(HANDS):
            hands.append(_begin(fork, pieces, do, taken))
        found = dict(_follow(hands, stage))
        return [found[place] for place in range(len(pieces))]
    finally:
        for hand in hands:
            hand.process.terminate()
            hand.process.join()


@contextmanager
def beside(do: Callable[[], None], *, worth: bool) -> Iterator[None]:
    """Let a hand do something while the block runs, and wait for it; where a process is not `worth` it, do it first.

    Whoever has set a page must not fork a hand that sets one: the typesetter's threads do not come along.

    Raises:
        RuntimeError: as `deal_out`.
    """
    if not worth:
        do()
        yield
        return
    _leave_database()
    fork = multiprocessing.get_context("fork")
    hand = _begin(fork, [None], lambda _none: do(), fork.Value("i", 0))
    try:
        yield
        list(_follow([hand], Stage(None)))
    finally:
        hand.process.terminate()
        hand.process.join()


def _leave_database() -> None:
    """Close all sessions: a fork would inherit them, and two processes would talk in one."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _begin(
    fork: ForkContext, pieces: Sequence[T], do: Callable[[T], Made], taken: Synchronized[int]
) -> _Hand:
    told, tells = fork.Pipe(duplex=False)
    process = fork.Process(target=_do_all, args=(pieces, do, taken, tells, os.getpid()))
    process.start()
    tells.close()
    return _Hand(process, told, taken)


def _do_all(
    pieces: Sequence[T], do: Callable[[T], Made], taken: Synchronized[int], tells: Connection, parent: int
) -> None:
    """Do what no other hand has taken: one that met a long piece does fewer."""
    stay_with(parent)
    while True:
        with taken.get_lock():
            place = taken.value
            taken.value += 1
        if place >= len(pieces):
            return
        tells.send((place, do(pieces[place])))


def _follow(hands: Sequence[_Hand], stage: Stage) -> Iterator[tuple[int, Any]]:
    """Tell the stage what the hands tell and yield what they made of which piece, until all have ended well."""
    working = {hand.told: hand.process for hand in hands}
    while working:
        for told in wait(list(working)):
            if not isinstance(told, Connection):
                continue
            try:
                yield told.recv()
                stage.step()
            except EOFError:
                process = working.pop(told)
                process.join()
                if process.exitcode != 0:  # none is known where somebody else has reaped it
                    raise RuntimeError(
                        "A hand of the builder failed; what went wrong stands above."
                    ) from None


def stay_with(parent: int) -> None:
    """Leave Ctrl-C to the builder, and end when the builder has been killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    threading.Thread(target=watch, daemon=True).start()
