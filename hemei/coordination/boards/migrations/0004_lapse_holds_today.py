"""A lapse holds what its board would say now, so that whoever reads the old print reaches it."""

from importlib import import_module

from django.db import migrations, models

BEFORE = import_module("hemei.coordination.boards.migrations.0002_wall_and_public_view").VIEW
VIEW = """
create or replace view public_board as
select e.token, e.name as estate, d.code, d.number, d.content, d.manager, d.made_at, d.posted_on, d.replaced_on,
       d.checkpoint_day, d.checkpoint_root, l.since_at as lapsed_since, l.parts,
       not exists (select 1 from boards_edition n where n.estate_id = d.estate_id and n.number > d.number) as latest,
       l.content as content_now, l.manager as manager_now
from boards_edition d
join places_estate e on e.id = d.estate_id
left join boards_lapse l on l.edition_id = d.id and l.until_at is null
where e.valid_until is null;
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0003_language_of_a_print")]

    operations = [
        migrations.AddField("lapse", "content", models.JSONField(null=True)),
        migrations.AddField("lapse", "manager", models.TextField(blank=True, default="", db_default="")),
        migrations.RunSQL(VIEW, "drop view public_board;" + BEFORE),
    ]
