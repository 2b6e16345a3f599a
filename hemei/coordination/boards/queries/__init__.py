"""The readers of boards; other apps enter here."""

from hemei.coordination.boards.queries.content import Board, board_rules, boards_now
from hemei.coordination.boards.queries.figures import CURRENT_BOARDS
from hemei.coordination.boards.queries.lists import (
    BoardFilter,
    BoardRow,
    board_counts,
    board_rows,
    hinted_boards,
    lapsed_among,
    lapsed_in,
)
from hemei.coordination.boards.queries.one import (
    BoardPage,
    EditionRow,
    RunRow,
    board_page,
    edition_estate,
    print_run,
    print_runs,
    to_hang,
)
from hemei.coordination.boards.queries.phones import (
    PhoneFilter,
    PhoneRow,
    emergency_number,
    holder_of,
    phone_rows,
)
from hemei.coordination.boards.queries.proofs import settled_by_act
from hemei.coordination.boards.queries.public import (
    PublicBoard,
    PublicStanding,
    public_board,
    public_edition,
    public_standing,
)
from hemei.coordination.boards.rules.acts import ACT_NAMES, MAY, Act, may
from hemei.coordination.boards.rules.standards import InformationBoard
from hemei.coordination.boards.rules.words import PART_NAMES, PURPOSE_NAMES, STATE_NAMES, Purpose, State

__all__ = [
    "ACT_NAMES",
    "CURRENT_BOARDS",
    "MAY",
    "PART_NAMES",
    "PURPOSE_NAMES",
    "STATE_NAMES",
    "Act",
    "Board",
    "BoardFilter",
    "BoardPage",
    "BoardRow",
    "EditionRow",
    "InformationBoard",
    "PhoneFilter",
    "PhoneRow",
    "PublicBoard",
    "PublicStanding",
    "Purpose",
    "RunRow",
    "State",
    "board_counts",
    "board_page",
    "board_rows",
    "board_rules",
    "boards_now",
    "edition_estate",
    "emergency_number",
    "hinted_boards",
    "holder_of",
    "lapsed_among",
    "lapsed_in",
    "may",
    "phone_rows",
    "print_run",
    "print_runs",
    "public_board",
    "public_edition",
    "public_standing",
    "settled_by_act",
    "to_hang",
]
