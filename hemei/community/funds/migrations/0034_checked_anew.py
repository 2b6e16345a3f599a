"""A bill whose vote was annulled and passed anew is shared and checked again: who approved it before may enter it."""

from importlib import import_module

from django.db import migrations

_changed = import_module("hemei.community.funds.migrations.0022_repeated")._changed  # noqa: SLF001 - as it did
_MOVES = "funds_use_moves()"
_BEFORE = "when step = 'approved accepted' then '{checked_at"
_AFTER = "when step in ('approved accepted', 'voting accepted') then '{checked_at"
_FREE = "'voting failed', 'voting working', 'voting accepted', "
_LESS = "'voting failed', 'voting working', "


class Migration(migrations.Migration):
    dependencies = [("funds", "0033_billed_anew")]
    operations = [
        migrations.RunSQL(_changed(_MOVES, _FREE, _LESS), _changed(_MOVES, _LESS, _FREE)),
        migrations.RunSQL(_changed(_MOVES, _BEFORE, _AFTER), _changed(_MOVES, _AFTER, _BEFORE)),
    ]
