"""A seat that was resigned before it began ends on its first day, as one of a term that never ran."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0024_one_human")]

    operations = [
        migrations.RemoveConstraint("seat", "people_seat_period"),
        migrations.AddConstraint(
            "seat",
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gt=models.F("valid_from"))
                | models.Q(valid_until=models.F("valid_from"), end_reason__in=["term_ended", "resigned"]),
                name="people_seat_period",
            ),
        ),
    ]
