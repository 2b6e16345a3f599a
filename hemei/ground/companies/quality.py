"""Checks of the registers of companies, contracts and managers.

That two contracts of one estate run at once the database refuses; what it cannot refuse is that the agreed terms of
two companies overlap, because the former one left before its own had ended.
"""

from __future__ import annotations

from types import MappingProxyType

from hemei.kernel.checks import Check, Fix
from hemei.kernel.decision import mark

_RUNS = "p.valid_from <= %(day)s and (p.valid_until is null or p.valid_until > %(day)s)"
_TAIL = "e.code as arg, p.id::text as fix"
_ON = """from companies_project p
join companies_company c on c.id = p.company_id join places_estate e on e.id = p.estate_id"""

NO_TERM = Check(
    "no_term",
    mark("合同没有期限"),
    f"""
select 'companies.project:' || p.id as key, e.name as label, p.scope as place, 'none' as reason,
       jsonb_build_object('company', c.name, 'since', p.valid_from) as said, {_TAIL}
{_ON}
where {_RUNS} and p.term_until is null
""",
    MappingProxyType({"none": mark("{company}的合同自{since}起，没有登记到期日。")}),
    "places:estate",
    Fix.CONTRACT,
)

TERMS_OVERLAP = Check(
    "terms_overlap",
    mark("一个小区两家企业的合同期重叠"),
    f"""
select 'companies.project:' || p.id as key, e.name as label, p.scope as place, 'overlap' as reason,
       jsonb_build_object('company', c.name, 'since', p.valid_from, 'former', f.company, 'term', f.term_until) as said,
       {_TAIL}
{_ON}
join lateral (
  select o.name as company, q.term_until from companies_project q join companies_company o on o.id = q.company_id
  where q.estate_id = p.estate_id and q.company_id <> p.company_id and q.valid_until <= p.valid_from
    and q.term_until > p.valid_from
  order by q.term_until desc, q.id limit 1
) f on true
where {_RUNS} and f.term_until > %(day)s
""",
    MappingProxyType({"overlap": mark("{former}的合同到{term}才到期，{company}的合同已自{since}起。")}),
    "places:estate",
    Fix.CONTRACT,
)

# The place is the lowest one that holds both projects: whoever sees the row sees both.
MANAGER_TWICE = Check(
    "manager_twice",
    mark("一名项目经理同时在两家企业"),
    f"""
select 'companies.manager:' || g.person_id as key, g.estate as label,
       (select above from records_paths_above(g.low) above where starts_with(g.high, above)
        order by length(above) desc limit 1) collate "C" as place,
       'twice' as reason,
       jsonb_build_object('company', g.company, 'other', g.other, 'there', g.there, 'count', g.projects) as said,
       g.code as arg, g.project::text as fix
from (
  select m.person_id, min(p.scope) as low, max(p.scope) as high, count(*) as projects,
         (array_agg(p.id order by p.company_id, p.id))[1] as project,
         (array_agg(e.name order by p.company_id, p.id))[1] as estate,
         (array_agg(e.code order by p.company_id, p.id))[1] as code,
         (array_agg(c.name order by p.company_id, p.id))[1] as company,
         (array_agg(c.name order by p.company_id desc, p.id))[1] as other,
         (array_agg(e.name order by p.company_id desc, p.id))[1] as there,
         count(distinct p.company_id) as companies
  {_ON}
  join companies_projectmanager m on m.project_id = p.id
    and m.valid_from <= %(day)s and (m.valid_until is null or m.valid_until > %(day)s)
  where {_RUNS}
  group by m.person_id
) g
where g.companies > 1
""",
    MappingProxyType(
        {"twice": mark("同一名经理在{company}管这个小区，又在{other}管{there}（共 {count} 个项目）。")}
    ),
    "places:estate",
    Fix.MANAGER,
)

COMPANY_GONE = Check(
    "company_gone",
    mark("在管企业已注销"),
    f"""
select 'companies.project:' || p.id as key, e.name as label, p.scope as place, 'gone' as reason,
       jsonb_build_object('company', c.name, 'day', least(c.valid_until, b.valid_until)) as said, {_TAIL}
{_ON}
join people_body b on b.id = c.body_id
where {_RUNS} and least(c.valid_until, b.valid_until) <= %(day)s
""",
    MappingProxyType({"gone": mark("{company}已于{day}注销，合同仍登记为在管。")}),
    "places:estate",
    Fix.CONTRACT,
)

# The check character of GB 32100-2015: weights are the powers of 3 modulo 31.
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = ",".join(str(pow(3, place, 31)) for place in range(17))
DOUBTFUL_CODE = Check(
    "doubtful_code",
    mark("信用代码校验不通过又没有理由"),
    f"""
select 'companies.company:' || c.id as key, c.name as label, b.scope as place, 'doubtful' as reason,
       jsonb_build_object('code', c.uscc) as said, c.body_id::text as arg, c.id::text as fix
from companies_company c join people_body b on b.id = c.body_id
where c.override_id is null and c.valid_from <= %(day)s and (c.valid_until is null or c.valid_until > %(day)s)
  and (c.uscc !~ '^[{_LETTERS}]{{18}}$'
       or (select sum((strpos('{_LETTERS}', substr(c.uscc, n::int, 1)) - 1) * w) from
           unnest(array[{_WEIGHTS}]) with ordinality as weights(w, n)) %% 31
          <> (32 - strpos('{_LETTERS}', substr(c.uscc, 18, 1))) %% 31)
""",
    MappingProxyType({"doubtful": mark("登记的代码“{code}”与其校验码不符，没有写明理由。")}),
    "people:body",
    Fix.CODE,
    open=True,
)

_ENTERED = (
    "m.voided_at is null and m.valid_from <= %(day)s and (m.valid_until is null or m.valid_until > %(day)s)"
)
MODE_WRONG = Check(
    "mode_wrong",
    mark("管理模式与合同不符"),
    f"""
select 'places.estate:' || e.id as key, e.name as label, e.scope as place,
       case when p.id is null then 'no_contract' else 'contract' end as reason,
       jsonb_build_object('since', m.valid_from, 'company', c.name) as said, e.code as arg, e.code as fix
from companies_management m join places_estate e on e.id = m.estate_id
left join companies_project p on p.estate_id = m.estate_id and {_RUNS}
left join companies_company c on c.id = p.company_id
where {_ENTERED} and (p.id is null) = (m.mode in ('market', 'packaged', 'mixed'))
""",
    MappingProxyType(
        {
            "no_contract": mark("自{since}起登记为由物业企业管理，没有在管的物业服务合同。"),
            "contract": mark("自{since}起登记为没有物业企业管理，{company}的合同却在管。"),
        }
    ),
    "companies:management",
    Fix.MODE,
)

PACKAGE_WRONG = Check(
    "package_wrong",
    mark("打包的小区不成一包"),
    f"""
select 'places.estate:' || g.estate as key, g.label, g.place,
       case when g.estates = 1 then 'alone' else 'companies' end as reason,
       jsonb_build_object('package', g.package) as said, g.code as arg, g.code as fix
from (
  select e.id as estate, e.name as label, e.scope as place, e.code, m.package,
         count(*) over (partition by m.package) as estates,
         min(p.company_id) over (partition by m.package) as first,
         max(p.company_id) over (partition by m.package) as last
  from companies_management m join places_estate e on e.id = m.estate_id
  left join companies_project p on p.estate_id = m.estate_id and {_RUNS}
  where {_ENTERED} and m.mode = 'packaged'
) g
where g.estates = 1 or g.first <> g.last
""",
    MappingProxyType(
        {
            "alone": mark("“{package}”只有这一个小区。"),
            "companies": mark("“{package}”里的小区不是同一家企业。"),
        }
    ),
    "companies:management",
    Fix.MODE,
)

NOT_IN_STEP = Check(
    "not_in_step",
    mark("改造没有写明改造后的管理模式"),
    """
select 'companies.renovation:' || r.id as key, e.name as label, e.scope as place,
       case when r.finished_on <= %(day)s then 'finished' else 'open' end as reason,
       jsonb_build_object('planned', r.planned_on, 'finished', r.finished_on) as said, e.code as arg, e.code as fix
from companies_renovation r join places_estate e on e.id = r.estate_id
where r.voided_at is null and r.mode_after = '' and r.planned_on <= %(day)s
""",
    MappingProxyType(
        {
            "open": mark("{planned}列入改造计划，还没有写明改造后怎样管理。"),
            "finished": mark("{finished}完工，没有写明改造后怎样管理。"),
        }
    ),
    "companies:management",
    Fix.MODE,
)

CHECKS = (
    NO_TERM,
    TERMS_OVERLAP,
    MANAGER_TWICE,
    COMPANY_GONE,
    DOUBTFUL_CODE,
    MODE_WRONG,
    PACKAGE_WRONG,
    NOT_IN_STEP,
)
