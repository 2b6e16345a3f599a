"""A written proxy that came with a paper is entered with its scan for that sheet only, and counts by two persons."""

import django.db.models.deletion
from django.db import migrations, models

PROTECT = django.db.models.deletion.PROTECT
SHOWN = """
create function voting_proxy_settled_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.settled_at is null
     and to_jsonb(new) - '{settled_by,settled_at,confirmed}'::text[]
       = to_jsonb(old) - '{settled_by,settled_at,confirmed}'::text[] then
    return new;
  end if;
  raise exception 'A proxy that came with a paper is settled once.' using errcode = '23514';
end $$;
create trigger voting_proxy_settled_once before update or delete on voting_proxy for each row
  when (old.sheet_id is not null) execute function voting_proxy_settled_once();
create function voting_sheet_by_paper_proxy() returns trigger language plpgsql as $$
begin
  if exists (select 1 from voting_proxy p where p.id = new.proxy_id and p.sheet_id is not null
             and (new.channel <> 'paper' or p.confirmed is not true or p.roll_unit_id <> new.roll_unit_id
                  or exists (select 1 from voting_sheet s where s.proxy_id = p.id))) then
    raise exception 'A proxy that came with a paper casts that one, once a second person confirmed it.'
      using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_sheet_by_paper_proxy before insert on voting_sheet for each row
  when (new.proxy_id is not null) execute function voting_sheet_by_paper_proxy();
"""
HIDDEN = """
drop trigger voting_sheet_by_paper_proxy on voting_sheet;
drop function voting_sheet_by_paper_proxy();
drop trigger voting_proxy_settled_once on voting_proxy;
drop function voting_proxy_settled_once();
"""


def _to(target: str) -> models.ForeignKey:
    return models.ForeignKey(target, PROTECT, null=True, related_name="+", db_index=False)


class Migration(migrations.Migration):
    dependencies = [("records", "0012_import_matches"), ("voting", "0061_support_left_by_two")]
    operations = [
        migrations.AddField("proxy", "sheet", _to("voting.printedsheet")),
        migrations.AddField("proxy", "scan", _to("records.file")),
        migrations.AddField("proxy", "entered_by", models.BigIntegerField(null=True)),
        migrations.AddField("proxy", "settled_by", models.BigIntegerField(null=True)),
        migrations.AddField("proxy", "settled_at", models.DateTimeField(null=True)),
        migrations.AddField("proxy", "confirmed", models.BooleanField(null=True)),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=models.Q(sheet=None, scan=None, entered_by=None)
                | models.Q(
                    sheet__isnull=False, scan__isnull=False, entered_by__isnull=False,
                    withdrawn_at=models.F("given_at"),
                ),
                name="voting_proxy_with_paper",
            ),
        ),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by=None, confirmed=None)
                | models.Q(
                    sheet__isnull=False, settled_at__isnull=False, settled_by__isnull=False, confirmed__isnull=False
                ),
                name="voting_proxy_settled",
            ),
        ),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("entered_by")) & ~models.Q(settled_by=models.F("holder_id")),
                name="voting_proxy_two_hands",
            ),
        ),
        migrations.AddConstraint(
            "proxy",
            models.UniqueConstraint(
                fields=["sheet"],
                condition=models.Q(sheet__isnull=False) & ~models.Q(confirmed=False),
                name="voting_proxy_one_with_paper",
            ),
        ),
        migrations.RunSQL(SHOWN, HIDDEN),
    ]  # fmt: skip
