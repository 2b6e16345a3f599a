"""A bill that is given back loses who approved it: he may enter the next one, which another approves."""

from importlib import import_module

from django.db import migrations

_changed = import_module("hemei.community.funds.migrations.0022_repeated")._changed  # noqa: SLF001 - as it did
_MOVES = "funds_use_moves()"
_BEFORE = ", 'approved accepted') then '{}'"
_AFTER = (
    ") then '{}'\n    when step = 'approved accepted' then '{checked_at,checked_by_id,checked_factor_at}'"
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0032_taken_back_by_record")]
    operations = [migrations.RunSQL(_changed(_MOVES, _BEFORE, _AFTER), _changed(_MOVES, _AFTER, _BEFORE))]
