"""Pages set in a process of their own.

The typesetter keeps what it has measured until its process ends: over four hundred large pages that is more memory than
the machine of a small place has. The process gets layout and values on its input and gives the file on its output; it
knows no database and no settings.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


def set_apart(layout: Path, values: Mapping[str, Any], moment: datetime) -> bytes:
    """Return a layout with its values as PDF. They go in as data, never into the source of the layout.

    Raises:
        RuntimeError: the typesetter refused the layout or was killed; what it said is the message.
    """
    asked = {
        "layout": str(layout),
        "run": json.dumps(values, ensure_ascii=False),
        "moment": moment.isoformat(),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", __name__],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip()[-2_000:]
        raise RuntimeError(f"The typesetter ended with {done.returncode} and set nothing: {said}")
    return done.stdout


def main() -> None:
    """Set what the input asks for."""
    import noto_cjk  # noqa: PLC0415 - only the process of its own loads the typesetter
    import typst  # noqa: PLC0415

    asked = json.load(sys.stdin.buffer)
    compiler = typst.Compiler(
        asked["layout"],
        font_paths=[str(noto_cjk.otc_path("sans").parent)],
        ignore_system_fonts=True,
        sys_inputs={"run": asked["run"]},
    )
    made = compiler.compile(format="pdf", timestamp=datetime.fromisoformat(asked["moment"]))
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
