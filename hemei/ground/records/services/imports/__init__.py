"""Imports: a file becomes rows of a register in resumable batches, and can be taken back exactly."""

from hemei.ground.records.services.imports.asking import (
    IMPORTS_TASK,
    ask_for_check,
    ask_for_undo,
    ask_for_writing,
    go_on,
)
from hemei.ground.records.services.imports.beginning import begin_imports, drop_import, map_columns
from hemei.ground.records.services.imports.matches import decide_kind, decide_matches
from hemei.ground.records.services.imports.running import (
    MEND_DAYS,
    forget_kept_uploads,
    run_book,
    run_import,
    run_waiting,
)
from hemei.ground.records.services.imports.shape import (
    Alike,
    Candidate,
    Entry,
    Search,
    Subject,
    Work,
    Written,
    images,
    register_entries,
    register_entry,
)

__all__ = [
    "IMPORTS_TASK",
    "MEND_DAYS",
    "Alike",
    "Candidate",
    "Entry",
    "Search",
    "Subject",
    "Work",
    "Written",
    "ask_for_check",
    "ask_for_undo",
    "ask_for_writing",
    "begin_imports",
    "decide_kind",
    "decide_matches",
    "drop_import",
    "forget_kept_uploads",
    "go_on",
    "images",
    "map_columns",
    "register_entries",
    "register_entry",
    "run_book",
    "run_import",
    "run_waiting",
]
