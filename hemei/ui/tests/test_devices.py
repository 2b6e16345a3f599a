"""What a browser says of itself becomes words."""

from __future__ import annotations

import pytest

from hemei.ui.devices import device_words

_KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0) {_KIT} Chrome/130.0 Safari/537.36", "Chrome · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {_KIT} Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        (f"Mozilla/5.0 (Linux; Android 14) {_KIT} Chrome/130.0 Mobile MicroMessenger/8.0", "微信 · Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_device_is_named_as_its_owner_would(agent: str, words: str) -> None:
    assert device_words(agent) == words
