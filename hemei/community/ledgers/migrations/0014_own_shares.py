"""The share of public revenue for the fund that an estate's owners decided: no two at once, and never written over."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from hemei.ground.records.security import APP_ROLE, protect, unprotect

TABLE = "ledgers_ownshare"
NO_OVERLAP = f"""
alter table {TABLE} add constraint {TABLE}_no_overlap
  exclude using gist (ledger_id with =, daterange(valid_from, valid_until) with &&)
  where (state = 'confirmed' and fallen_on is null);
"""
OVERLAP = f"alter table {TABLE} drop constraint {TABLE}_no_overlap;"
# Of what is entered nothing changes: it is settled once, ended by the next one, falls once with its vote. Its end moves
# once more only where what had replaced it fell.
KEPT = f"""
revoke delete on {TABLE} from {APP_ROLE};
create function {TABLE}_kept() returns trigger language plpgsql as $$
declare
  may_change text[] := '{{}}';
begin
  if tg_op = 'UPDATE' then
    if old.state in ('put', 'entered') then
      may_change := '{{state,vote_id,adopted_on,settled_at,settled_by,reason_id}}';
    elsif old.state = 'confirmed' and new.state = 'confirmed' then
      if old.valid_until is null or exists (
        select 1 from {TABLE} n
        where n.ledger_id = old.ledger_id and n.valid_from = old.valid_until and n.fallen_on is not null
      ) then may_change := may_change || '{{valid_until}}'::text[]; end if;
      if old.fallen_on is null then may_change := may_change || '{{fallen_on}}'::text[]; end if;
    end if;
    if to_jsonb(new) - may_change = to_jsonb(old) - may_change
       and (old.document = '' or new.adopted_on = old.adopted_on) then
      return new;
    end if;
  end if;
  raise exception 'What share owners decided on is never changed or deleted; another follows it.'
    using errcode = '23514';
end $$;
create trigger {TABLE}_kept before update or delete on {TABLE}
  for each row execute function {TABLE}_kept();
create trigger {TABLE}_never_emptied before truncate on {TABLE}
  for each statement execute function records_append_only();
"""
FREED = f"""
drop trigger {TABLE}_never_emptied on {TABLE};
drop trigger {TABLE}_kept on {TABLE};
drop function {TABLE}_kept();
grant delete on {TABLE} to {APP_ROLE};
"""
WAITS = ("put", "entered")
STATES = (*WAITS, "confirmed", "refused")


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)


FIELDS = [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("stream", models.TextField()),
    ("scope", models.TextField(db_collation="C")),
    ("percent", models.SmallIntegerField()),
    ("valid_from", models.DateField()),
    ("valid_until", models.DateField(null=True)),
    ("document", models.TextField(default="")),
    ("adopted_on", models.DateField(null=True)),
    ("state", models.TextField(choices=[(one, one) for one in STATES])),
    ("entered_at", models.DateTimeField()),
    ("entered_by", models.BigIntegerField(null=True)),
    ("settled_at", models.DateTimeField(null=True)),
    ("settled_by", models.BigIntegerField(null=True)),
    ("reason_id", models.BigIntegerField(null=True)),
    ("fallen_on", models.DateField(null=True)),
    ("assembly", _to("voting.assembly", null=True)),
    ("ledger", _to("ledgers.ledger")),
    ("vote", _to("voting.vote", null=True)),
]
CONSTRAINTS = [
    models.CheckConstraint(condition=Q(percent__range=(0, 100)), name=f"{TABLE}_percent"),
    models.CheckConstraint(
        condition=Q(valid_from__day=1, valid_from__month__in=(1, 4, 7, 10))
        & (Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))),
        name=f"{TABLE}_term",
    ),
    models.CheckConstraint(
        condition=Q(assembly__isnull=False, document="")
        | (Q(assembly=None, vote=None, adopted_on__isnull=False, entered_by__isnull=False) & ~Q(document="")),
        name=f"{TABLE}_decision",
    ),
    models.CheckConstraint(
        condition=Q(state__in=WAITS, settled_at=None, settled_by=None)
        | Q(state="refused", settled_at__isnull=False)
        | (
            Q(state="confirmed", settled_at__isnull=False, adopted_on__isnull=False)
            & (Q(vote__isnull=False) | Q(assembly=None, settled_by__isnull=False))
        ),
        name=f"{TABLE}_settled",
    ),
    models.CheckConstraint(
        condition=Q(settled_by=None) | ~Q(settled_by=F("entered_by")), name=f"{TABLE}_two_hands"
    ),
    models.UniqueConstraint(fields=["ledger"], condition=Q(state__in=WAITS), name=f"{TABLE}_one_waits"),
]


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0013_releases"), ("voting", "0045_decided_by")]

    operations = [
        migrations.CreateModel("OwnShare", FIELDS, options={"constraints": CONSTRAINTS}),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
        migrations.RunSQL(NO_OVERLAP, OVERLAP),
        migrations.RunSQL(KEPT, FREED),
    ]
