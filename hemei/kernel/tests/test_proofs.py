"""Canonical texts, commitments, Merkle roots."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.proofs import MerkleTree, canonical, commitment

# The test vectors of the Certificate Transparency project for RFC 6962 trees.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_equal_the_published_vectors(size: int) -> None:
    tree = MerkleTree()
    tree.extend(LEAVES[:size])
    assert tree.root().hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert MerkleTree().root() == hashlib.sha256(b"").digest()


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=60), st.integers(0, 60))
def test_a_tree_grown_in_two_sittings_equals_the_definition(leaves: list[bytes], cut: int) -> None:
    first = MerkleTree()
    first.extend(leaves[:cut])
    second = MerkleTree(first.size, list(first.frontier))
    second.extend(leaves[cut:])
    assert second.root() == plain_root(leaves)


def test_the_canonical_text_knows_no_order_and_no_floats() -> None:
    assert canonical({"b": 1, "a": "甲"}) == '{"a":"甲","b":1}'.encode()
    with pytest.raises(TypeError, match=r"0\.5"):
        canonical({"a": [0.5]})


def test_equal_texts_have_different_commitments_under_different_salts() -> None:
    assert commitment(b"1" * 16, "甲") != commitment(b"2" * 16, "甲")
