"""Who made a binding, who objected to it and who settled that: the last is neither of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voting", "0022_handed_in")]

    operations = [
        *(
            migrations.AddField("voterbinding", name, models.BigIntegerField(null=True))
            for name in ("bound_by", "objected_by", "settled_by")
        ),
        migrations.AddConstraint(
            "voterbinding",
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("bound_by"))
                & ~models.Q(settled_by=models.F("objected_by")),
                name="voting_voterbinding_two_hands",
            ),
        ),
    ]
