"""A paper whose proxy was refused waits until a person has said who signed it; the owner's counts, any other not."""

from django.db import migrations, models

SAID = """
create function voting_printedsheet_signed_by() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare last record;
begin
  select p.confirmed, p.entered_by, p.holder_id into last
    from voting_proxy p where p.sheet_id = new.id order by p.id desc limit 1;
  if (new.own_signature, new.signature_by, new.signature_at, new.signature_reason_id)
     is distinct from (old.own_signature, old.signature_by, old.signature_at, old.signature_reason_id) then
    if old.own_signature is not null or old.entered_at is not null or last.confirmed is distinct from false then
      raise exception 'Who signed a paper is said once, of one whose proxy was refused, before it is entered.'
        using errcode = '23514';
    end if;
    if new.signature_by = any(people_same_as(last.entered_by) || people_same_as(last.holder_id)) then
      raise exception 'Who signed a paper is said by another than who entered its proxy or holds it.'
        using errcode = '23514';
    end if;
  end if;
  if new.entered_at is not null and old.entered_at is null and last.confirmed is false
     and new.own_signature is null then
    raise exception 'A paper whose proxy was refused is entered once a person has said who signed it.'
      using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_printedsheet_signed_by before update on voting_printedsheet for each row
  execute function voting_printedsheet_signed_by();
create function voting_sheet_of_refused_proxy() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (
       select 1 from voting_printedsheet f
       where f.roll_unit_id = new.roll_unit_id and f.voided_at is null
         and (f.own_signature is false and not new.unsigned
              or f.own_signature is null and f.entered_at is null
                 and (select p.confirmed from voting_proxy p where p.sheet_id = f.id order by p.id desc limit 1)
                     is false)) then
    raise exception 'A paper whose proxy was refused counts where a person has said that its owner signed it.'
      using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_sheet_of_refused_proxy before insert on voting_sheet for each row
  when (new.channel = 'paper') execute function voting_sheet_of_refused_proxy();
"""
UNSAID = """
drop trigger voting_sheet_of_refused_proxy on voting_sheet;
drop function voting_sheet_of_refused_proxy();
drop trigger voting_printedsheet_signed_by on voting_printedsheet;
drop function voting_printedsheet_signed_by();
"""
NAME = "voting_printedsheet_signature"


class Migration(migrations.Migration):
    dependencies = [("people", "0024_one_human"), ("voting", "0068_objections_heard")]
    operations = [
        migrations.AddField("printedsheet", "own_signature", models.BooleanField(null=True)),
        migrations.AddField("printedsheet", "signature_by", models.BigIntegerField(null=True)),
        migrations.AddField("printedsheet", "signature_at", models.DateTimeField(null=True)),
        migrations.AddField("printedsheet", "signature_reason_id", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "printedsheet",
            models.CheckConstraint(
                condition=models.Q(
                    own_signature=None, signature_by=None, signature_at=None, signature_reason_id=None
                )
                | models.Q(
                    own_signature__isnull=False,
                    signature_by__isnull=False,
                    signature_at__isnull=False,
                    signature_reason_id__isnull=False,
                ),
                name=NAME,
            ),
        ),
        migrations.AddIndex(
            "proxy",
            models.Index(
                fields=["sheet", "-id"], name="voting_proxy_sheet", condition=models.Q(sheet__isnull=False)
            ),
        ),
        migrations.RunSQL(SAID, UNSAID),
    ]
