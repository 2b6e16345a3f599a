"""Who plans a use says that the developer's warranty does not bear it; what the age told that day is kept with it."""

from django.db import migrations, models

# Uses of before were not asked; no use is planned any more without an answer.
ASKED = """
create function funds_use_asked() returns trigger language plpgsql as $$
begin
  if new.warranty = '' then
    raise exception 'Whether the warranty of the developer still runs was not answered.'
      using errcode = '23514', constraint = 'funds_use_asked';
  end if;
  return new;
end $$;
create trigger funds_use_asked before insert on funds_use for each row execute function funds_use_asked();
"""
UNASKED = "drop trigger funds_use_asked on funds_use; drop function funds_use_asked();"


class Migration(migrations.Migration):
    dependencies = [("funds", "0023_rested_anew")]

    operations = [
        migrations.AddField("use", "warranty", models.TextField(blank=True, db_default="", default="")),
        migrations.AddField("use", "built_year", models.SmallIntegerField(null=True)),
        migrations.AddField("use", "warranty_until", models.DateField(null=True)),
        migrations.AddConstraint(
            "use",
            models.CheckConstraint(
                condition=models.Q(warranty__in=["", "over", "outside"]), name="funds_use_warranty"
            ),
        ),
        migrations.RunSQL(ASKED, UNASKED),
    ]
