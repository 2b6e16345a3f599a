"""What was approved waits for its payment on a clock, which stops while an order of correction stands."""

from importlib import import_module

from django.db import migrations

_changed = import_module("hemei.community.funds.migrations.0022_repeated")._changed  # noqa: SLF001 - as it did
_MOVES = "funds_use_moves()"
_BEFORE, _AFTER = (
    "in ('planned', 'asked', 'billed') then",
    "in ('planned', 'asked', 'billed', 'approved') then",
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0027_deposits_corrected")]
    operations = [migrations.RunSQL(_changed(_MOVES, _BEFORE, _AFTER), _changed(_MOVES, _AFTER, _BEFORE))]
