"""Proofs of events."""

from __future__ import annotations

from hemei.ground.records.rules import event_mac
from hemei.kernel.proofs import canonical


def test_a_proof_binds_stream_scope_and_payload() -> None:
    proofs = {
        event_mac(b"k", "s", "1.", canonical({"a": 1})),
        event_mac(b"k", "t", "1.", canonical({"a": 1})),
        event_mac(b"k", "s", "2.", canonical({"a": 1})),
        event_mac(b"k", "s", "1.", canonical({"a": 2})),
        event_mac(b"l", "s", "1.", canonical({"a": 1})),
    }
    assert len(proofs) == 5
