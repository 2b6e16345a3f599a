"""Row-level security of editions and print runs, and the view the public may read."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

WALLED = ("boards_edition", "boards_lapse", "boards_printrun")
VIEW = """
create view public_board as
select e.token, e.name as estate, d.code, d.number, d.content, d.manager, d.made_at, d.posted_on, d.replaced_on,
       d.checkpoint_day, d.checkpoint_root, l.since_at as lapsed_since, l.parts,
       not exists (select 1 from boards_edition n where n.estate_id = d.estate_id and n.number > d.number) as latest
from boards_edition d
join places_estate e on e.id = d.estate_id
left join boards_lapse l on l.edition_id = d.id and l.until_at is null
where e.valid_until is null;
revoke insert, update, delete, truncate on public_board from hemei_app;
grant select on public_board to hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_tables")]

    operations = [
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
        migrations.RunSQL(VIEW, "drop view public_board;"),
    ]
