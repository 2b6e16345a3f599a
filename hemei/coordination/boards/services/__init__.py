"""The writers of boards; other apps enter here."""

from hemei.coordination.boards.services.editions import (
    MOST_AT_ONCE,
    check_hints,
    hint_old,
    make_editions,
    post_editions,
    still_hangs,
)
from hemei.coordination.boards.services.lapses import compare_boards, sweep_boards
from hemei.coordination.boards.services.phones import (
    SWEEP_TASK,
    PhoneDraft,
    load_phones,
    set_phones,
    touch_boards,
)
from hemei.coordination.boards.services.printing import PRINT_TASK, print_boards, print_waiting

__all__ = [
    "MOST_AT_ONCE",
    "PRINT_TASK",
    "SWEEP_TASK",
    "PhoneDraft",
    "check_hints",
    "compare_boards",
    "hint_old",
    "load_phones",
    "make_editions",
    "post_editions",
    "print_boards",
    "print_waiting",
    "set_phones",
    "still_hangs",
    "sweep_boards",
    "touch_boards",
]
