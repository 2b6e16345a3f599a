"""Where this copy keeps what it writes: one state folder a checkout, so two copies never collide."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from hemei.project import environment

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent


def _mark() -> str:
    """Return a short name of this copy; a socket's path may not exceed 107 bytes."""
    return hashlib.sha256(f"{CHECKOUT}:{os.geteuid()}".encode()).hexdigest()[:12]


def state_folder() -> Path:
    """Return the folder of everything this copy writes (``HEMEI_STATE``).

    Root's database runs as an unprivileged user, who cannot enter a private
    home; root's state therefore lies under ``/var/lib``.
    """
    default = Path("/var/lib/hemei") / _mark() if os.geteuid() == 0 else CHECKOUT / "var"
    return environment.folder("HEMEI_STATE", default)


def socket_folder(cluster: str) -> Path:
    """Return the short private folder of the database's socket, one a state folder and cluster."""
    mark = hashlib.sha256(f"{state_folder()}:{cluster}:{os.geteuid()}".encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"hemei-{mark}"


def shipped(name: str) -> Path:
    """Return a folder shipped beside the package: in a checkout beside it, in a wheel inside it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else CHECKOUT / name
