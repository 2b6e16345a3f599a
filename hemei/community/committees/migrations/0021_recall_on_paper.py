"""Members who propose a recall signed a paper, and a second person held their signatures against its scan."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

PAPER = """
create function committees_recall_on_paper() returns trigger language plpgsql as $$
begin
  if new.proposed_by = 'members' and (new.paper_id is null or new.entered_by is null or new.confirmed_by is not null) then
    raise exception 'What members propose stands on a paper, and is confirmed afterwards.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger committees_recall_on_paper before insert on committees_recall
  for each row execute function committees_recall_on_paper();
"""
LOOSE = """
drop trigger committees_recall_on_paper on committees_recall;
drop function committees_recall_on_paper();
"""


class Migration(migrations.Migration):
    dependencies = [("committees", "0020_noticed_by_scan")]

    operations = [
        *(
            migrations.AddField("recall", name, models.BigIntegerField(null=True))
            for name in ("paper_id", "entered_by", "confirmed_by")
        ),
        migrations.AddField(
            "recall", "asking_seats", ArrayField(models.BigIntegerField(), default=list, db_default=[])
        ),
        migrations.AddConstraint(
            "recall",
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("entered_by")), name="committees_recall_two_hands"
            ),
        ),
        migrations.AddConstraint(
            "recall",
            models.CheckConstraint(
                condition=models.Q(entered_by=None)
                | models.Q(hearing_id=None)
                | models.Q(confirmed_by__isnull=False),
                name="committees_recall_confirmed",
            ),
        ),
        migrations.RunSQL(PAPER, LOOSE),
    ]
