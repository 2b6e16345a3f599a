"""One line for each failure that an administrator, not a programmer, can mend."""

from __future__ import annotations

import errno

import psycopg

from hemei.project.embedded import DatabaseError
from hemei.project.environment import ConfigurationError

_UNUSABLE = {errno.EROFS, errno.ENOTDIR}  # a folder nobody can write
_FREE = "Free some space and start again; nothing acknowledged is lost."


def plain_line(error: BaseException) -> str | None:
    """Return what happened and what to do, or ``None`` where only a traceback helps."""
    if isinstance(error, (ConfigurationError, DatabaseError)):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"The disk is full ({error.filename or 'no space left'}). {_FREE}"
    if isinstance(error, PermissionError) or (isinstance(error, OSError) and error.errno in _UNUSABLE):
        return f"This user may not use {error.filename}. Change its owner, or set HEMEI_STATE to a folder of yours."
    cause = error.__cause__ if error.__class__.__module__.startswith("django.db") else error
    return _of_database(cause) if isinstance(cause, psycopg.Error) else None


def _of_database(error: psycopg.Error) -> str | None:
    said = str(error).splitlines()[0] if str(error) else error.__class__.__name__
    if isinstance(error, (psycopg.errors.DiskFull, psycopg.errors.OutOfMemory)):
        return f"The database has no room left: {said}. {_FREE}"
    if isinstance(error, (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)):
        return f"This database is not migrated ({said}). Run `hemei migrate`."
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return f"The database's role may not do this: {said}. docs/howto/deploy.md lists the roles and their rights."
    if isinstance(error, psycopg.OperationalError):
        return f"The database does not answer: {said}."
    return None
