"""The browser and the system of a session, as its owner would name them."""

from __future__ import annotations

from hemei.kernel.decision import mark
from hemei.ui.words import say

# The first that is found counts: nearly every browser also says that it is Chrome and Safari, Android that it is Linux.
_BROWSERS = (
    ("MicroMessenger", mark("微信")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """Return the browser and the system in what a browser says of itself; all it says, where neither is known."""
    named = (next((name for said, name in known if said in agent), "") for known in (_BROWSERS, _SYSTEMS))
    return " · ".join(say(name) for name in named if name) or agent
