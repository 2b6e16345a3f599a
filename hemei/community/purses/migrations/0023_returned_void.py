"""A statement may be void though a payment told there came back: payment and reversal stay in the books, lines go."""

import importlib

from django.db import migrations

_VOID = importlib.import_module("hemei.community.purses.migrations.0022_void_statement")

_ONLY = "old.order_id is null and old.matched_how = 'entry' then"
LINES = _VOID.LINES.replace(
    _ONLY, "(old.returned or old.order_id is null and old.matched_how = 'entry') then"
)

_HEAD, _END = "create function purses_line_void()", "end $$;\n"
_FORMER = (
    "create or replace"
    + _HEAD.removeprefix("create")
    + (_VOID.VOIDS.partition(_HEAD)[2].partition(_END)[0] + _END)
)
_RESTS = "b.state <> 'refused'"
RESTS = _FORMER.replace(_RESTS, "b.state = 'reported'")


class Migration(migrations.Migration):
    dependencies = [("purses", "0022_void_statement")]

    operations = [
        migrations.RunSQL(LINES, _VOID.LINES),
        migrations.RunSQL(RESTS, _FORMER),
    ]
