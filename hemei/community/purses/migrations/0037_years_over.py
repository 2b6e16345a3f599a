"""Of a budget whose year is over only what was ordered rests on its resolution, whoever writes.

What an order that rests anew may take is asked on the day it does: its time for approval begins then.
"""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.purses.migrations.0033_resolution_within").WITHIN
_FUNCTION = "create or replace" + _BEFORE.partition("create trigger")[0].strip().removeprefix("create")
_DECLARED, _RUNS = "  given bigint;\n", "filter (where b.ended_at is null)"
_YEAR = """  this_year int := extract(year from ((case
    when tg_op = 'UPDATE' then to_jsonb(new) ->> 'expires_at'
    else coalesce(to_jsonb(new) ->> 'prepared_at', to_jsonb(new) ->> 'made_at') end)::timestamptz
    at time zone 'Asia/Shanghai'));
"""
WITHIN = _FUNCTION.replace(_DECLARED, _DECLARED + _YEAR).replace(
    _RUNS, "filter (where b.ended_at is null and b.year >= this_year)"
)


class Migration(migrations.Migration):
    dependencies = [("purses", "0036_substitution_with_the_office")]

    operations = [migrations.RunSQL(WITHIN, _FUNCTION)]
