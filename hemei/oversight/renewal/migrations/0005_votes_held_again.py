"""An estate in which too few owners took part may vote again in its package."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("renewal", "0004_small_estates")]

    operations = [
        migrations.AddField("packageestate", "calls", models.SmallIntegerField(default=0, db_default=0)),
        migrations.AddField("packageestate", "short", models.SmallIntegerField(default=0, db_default=0)),
        migrations.AlterField(
            "packageestate",
            "standing",
            models.TextField(
                choices=[(one, one) for one in ("in", "voting", "passed", "short", "failed", "left")]
            ),
        ),
    ]
