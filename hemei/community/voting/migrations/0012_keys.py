"""The key of a form holds within its estate or roll: two estates may send the same, and neither hears of the other."""

from django.db import migrations, models

ESTATES, ROLLS = ("roll", "assembly", "proposal"), ("printrun", "scanbatch")


class Migration(migrations.Migration):
    dependencies = [("voting", "0011_letters")]

    operations = [
        *(
            migrations.AlterField(model_name=name, name="key", field=models.TextField())
            for name in (*ESTATES, *ROLLS)
        ),
        *(
            migrations.AddConstraint(
                model_name=name,
                constraint=models.UniqueConstraint(fields=[within, "key"], name=f"voting_{name}_key_once"),
            )
            for within, names in (("estate", ESTATES), ("roll", ROLLS))
            for name in names
        ),
    ]
