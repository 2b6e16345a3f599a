"""The system's Chromium for journeys and screenshots: found by name, never skipped in silence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
AXE = Path(__file__).parent / "vendor" / "axe-core"
FLAGS = (
    "--no-sandbox",  # as root there is no other way; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Return the path of the system's Chromium or stop with what to do."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise RuntimeError(
        f"No Chromium on this machine (looked for {', '.join(NAMES)}). "
        "Browser journeys need it: `apt-get install chromium fonts-noto-cjk`, then run again."
    )


def launch_arguments() -> dict[str, Any]:
    """Return how playwright starts it."""
    return {"executable_path": chromium(), "args": list(FLAGS)}


def violations(page: Any, *, include: str = "body") -> list[str]:
    """Let axe look at the page (WCAG 2.1 AA) and return what is serious or critical, in Chinese.

    The page must come from a context with `bypass_csp=True`; axe is brought by `scripts/assets`.
    """
    page.add_script_tag(content=(AXE / "axe.min.js").read_text(encoding="utf-8"))
    page.evaluate(
        "l => axe.configure({locale: l})", json.loads((AXE / "zh_CN.json").read_text(encoding="utf-8"))
    )
    found = page.evaluate(
        """root => axe.run(root, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"], preload: false,
        }).then((found) => found.violations)""",
        include,
    )
    return [
        f"{item['id']} ({item['impact']}): {item['help']} {[node['target'] for node in item['nodes']]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]
