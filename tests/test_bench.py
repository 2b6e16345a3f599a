"""What a bench counts: a report that is offered a like case is no error and no case; and no report repeats another."""

from __future__ import annotations

import asyncio
from threading import Thread

from bench import visitors
from bench.load import Answer, Sample, timed
from bench.words import SAID
from hemei.ground.records import queries as records

OFFER = Answer(200, b"HTTP/1.1 200 OK", b'<section class="notice warn" id="offered">')
WRONG = Answer(200, b"HTTP/1.1 200 OK", b'<div class="error-summary">')
TAKEN = Answer(302, b"HTTP/1.1 302 Found", b"")
LIKE = 4
"""So many pairs of characters two texts share before one may be offered for the other."""


def test_an_offer_is_an_answer_of_its_own_kind() -> None:
    sample = Sample()

    async def answered(answer: Answer) -> Answer:
        return answer

    async def ask() -> None:
        for answer in (OFFER, WRONG, TAKEN, OFFER):
            await timed(sample, answered(answer), (302,), naming=visitors.offered)

    # a loop of its own thread: a browser driven by the same process may hold this one's
    thread = Thread(target=lambda: asyncio.run(ask()))
    thread.start()
    thread.join()
    assert (sample.requests, sample.errors, dict(sample.others)) == (1, 1, {"a like case offered": 2})


def test_first_words_of_reports_share_nothing_that_would_be_met() -> None:
    pairs = [records.pairs_of(text) for text in SAID]
    assert len(set(SAID)) == len(SAID) >= 100
    shared = {one | other for at, one in enumerate(pairs) for other in pairs[:at] if len(one & other) >= LIKE}
    assert shared == set()
