"""Companies are found by the first letters of their names too."""

from typing import Any

from django.db import migrations

from hemei.ground.places.rules.names import name_keys


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("companies", "Company").objects.using(schema_editor.connection.alias)
    for row in rows.only("pk", "name").iterator(chunk_size=2000):
        rows.filter(pk=row.pk).update(initials=name_keys(row.name).initials)


class Migration(migrations.Migration):
    dependencies = [("companies", "0002_no_overlap_and_wall")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
