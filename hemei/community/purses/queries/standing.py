"""What of the bank's statements stands, for statements in SQL: what is void 作废 is left out, here alone."""

from __future__ import annotations

STATEMENTS = "(select * from purses_statement where voided_at is null)"
LINES = "(select * from purses_statementline where not void)"
