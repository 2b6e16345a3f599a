"""The registers of companies that can be imported."""

from __future__ import annotations

from hemei.ground.companies.registers import contracts, leaders, modes

REGISTERS = (*contracts.ENTRIES, *leaders.ENTRIES, *modes.ENTRIES)
