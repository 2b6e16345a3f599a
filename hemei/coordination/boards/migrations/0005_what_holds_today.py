"""Every edition is read beside what its estate's board would say today, so that a print is judged by what it says."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("hemei.coordination.boards.migrations.0004_lapse_holds_today").VIEW
VIEW = """
create or replace view public_board as
select e.token, e.name as estate, d.code, d.number, d.content, d.manager, d.made_at, d.posted_on, d.replaced_on,
       d.checkpoint_day, d.checkpoint_root, l.since_at as lapsed_since, l.parts,
       d.number = n.number as latest, l.content as content_now, l.manager as manager_now,
       d.digest, case when nl.id is null then n.digest end as digest_today,
       coalesce(nl.content, n.content) as content_today,
       case when nl.id is null then n.manager else nl.manager end as manager_today
from boards_edition d
join places_estate e on e.id = d.estate_id
join lateral (select * from boards_edition o where o.estate_id = d.estate_id order by o.number desc limit 1) n on true
left join boards_lapse l on l.edition_id = d.id and l.until_at is null
left join boards_lapse nl on nl.edition_id = n.id and nl.until_at is null
where e.valid_until is null;
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0004_lapse_holds_today")]

    operations = [migrations.RunSQL(VIEW, "drop view public_board;" + BEFORE)]
