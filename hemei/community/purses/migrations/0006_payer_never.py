"""Who also works for the company that prepared an order approves it never, whichever office he acts in."""

import importlib

from django.db import migrations

_KEPT = importlib.import_module("hemei.community.purses.migrations.0002_kept").KEPT
_HEAD, _END = "create function purses_approval_due()", "end $$;\n"
_BEFORE = "create or replace" + _KEPT[_KEPT.index(_HEAD) :].partition(_END)[0].removeprefix("create") + _END
_HANDS = "new.person_id = held.prepared_by_id or signs.body_id = held.prepared_body_id"
_OFFICE = """ or exists (
    select 1 from people_appointment a where a.person_id = new.person_id and a.body_id = held.prepared_body_id
      and a.valid_from <= day and (a.valid_until is null or a.valid_until > day))"""


class Migration(migrations.Migration):
    dependencies = [("purses", "0005_lines_freed")]

    operations = [migrations.RunSQL(_BEFORE.replace(_HANDS, _HANDS + _OFFICE), _BEFORE)]
