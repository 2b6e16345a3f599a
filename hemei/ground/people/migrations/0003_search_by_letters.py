"""Bodies and persons in public office are found by letters; the latter by a view that shows only them."""

from typing import Any

from django.db import migrations

from hemei.ground.places.rules.names import name_keys

VIEW = """
create view public_officer as
  select id as person_id, public_office_name as name, pinyin, initials
  from people_person where public_office_name <> '';
revoke insert, update, delete, truncate on public_officer from hemei_app;
"""


def fill(apps: Any, schema_editor: Any) -> None:
    for model, column in (("Body", "name"), ("Person", "public_office_name")):
        rows = (
            apps.get_model("people", model)
            .objects.using(schema_editor.connection.alias)
            .exclude(**{column: ""})
        )
        for row in rows.only("pk", column).iterator(chunk_size=2000):
            keys = name_keys(getattr(row, column))
            rows.filter(pk=row.pk).update(pinyin=keys.pinyin, initials=keys.initials)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_access")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(VIEW, "drop view public_officer;"),
    ]
