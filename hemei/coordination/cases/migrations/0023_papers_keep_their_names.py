"""A paper keeps the name its body had, and a series counts by what is printed around the number."""

from django.db import migrations

# What papers made before say: the name stands in front of the number, as the shipped templates print it.
NAMES = """
update cases_casepaper set about = about || jsonb_build_object('body', substring(number from '^(.+).字〔'))
where not about ? 'body' and number ~ '^.+.字〔'
"""
SERIES = """
insert into records_papernumber (series, year, last)
select 'cases:' || regexp_replace(number, '[0-9]+([^0-9]*)$', '\\1'),
       extract(year from made_at at time zone 'Asia/Shanghai')::integer,
       max(substring(number from '([0-9]+)[^0-9]*$')::integer)
from cases_casepaper where number ~ '[0-9]' group by 1, 2
on conflict (series, year) do update set last = greatest(records_papernumber.last, excluded.last)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_places_read_anew"), ("records", "__first__")]

    operations = [
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.RunSQL(SERIES, migrations.RunSQL.noop),
    ]
