"""A month's content as a paper: the words of the template, the numbers, and a footnote for each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.ground.records.services import Heading, Note, Paper, Paragraph, Part, Table, Words
from hemei.ui.words import listing

if TYPE_CHECKING:
    from hemei.ground.records.queries import PaperTemplate

Content = Mapping[str, Any]
_NOTHING = "-"
_MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Labels:
    """How a bulletin is called and numbered, and the address its footnotes begin with."""

    title: str
    number: str
    site: str


def title_of(content: Content, template: PaperTemplate) -> str:
    """Return the title of a place's bulletin."""
    return template.title.format(place=content["place"])


def number_of(number: int, month: date, template: PaperTemplate) -> str:
    """Return the number of a bulletin in words."""
    return template.number.format(year=month.year, number=number)


def paper_of(content: Content, template: PaperTemplate, labels: Labels) -> Paper:
    """Return the paper of a month."""
    day = date.fromisoformat(content["day"])
    month, last = _month(content["month"]), f"{day.year}年{day.month}月{day.day}日"
    parts: list[Part] = [
        Heading(template.say("figures")),
        *_figures(content, template, labels.site),
        Heading(template.say("worse")),
        *_worse(content, template),
    ]
    if content["parts"]["lines"]:
        parts += [Heading(template.say("parts")), *_parts(content["parts"])]
    if content["figures"]:
        parts += [Heading(template.say("months")), _months(content["figures"])]
    parts += [
        Heading(template.say("about")),
        _plain(template.say("about_proof", day=last)),
        _plain(template.say("about_unproven")),
    ]
    return Paper(
        title=labels.title,
        lines=(labels.number, template.say("line", month=month, day=last)),
        parts=tuple(parts),
        author=content["place"],
        day=day,
        foot=template.say("foot", title=labels.title, number=labels.number),
    )


def _figures(content: Content, template: PaperTemplate, site: str) -> list[Part]:
    figures = content["figures"]
    if not figures:
        return [_plain(template.say("figures_none"))]
    heads = (
        _("指标"),
        _("数值"),
        _("计入 / 范围"),
        _("目标"),
        _("上月"),
        _("本月"),
        _("同级名次"),
        _("下级最低、居中、最高"),
    )
    lines = tuple(
        (
            Words(one["name"], _note(one, content, site)),
            Words(one["value"]),
            Words(one["said"]),
            Words(_aim(one)),
            Words(one["before"]),
            Words(one["months"][-1][1]),
            Words(f"{one['rank']} / {one['peers']}" if one["rank"] else _NOTHING),
            Words(" · ".join(one["spread"]) if one["spread"] else _NOTHING),
        )
        for one in figures
    )
    changes = [
        f"{one['name']}{one['change']}"
        for one in figures
        if one["change"] and one["before"] != one["months"][-1][1]
    ]
    said = [_plain("；".join(changes) + "。")] if changes else []
    return [Table(heads, lines, (10, 5, 9, 7, 5, 5, 4, 9)), *said]


def _aim(one: Mapping[str, Any]) -> str:
    if not one["aim"]:
        return _NOTHING
    if one["reached"] is None:
        return str(one["aim"])
    return f"{one['aim']}，{_('已达到') if one['reached'] else _('未达到')}"


def _note(one: Mapping[str, Any], content: Content, site: str) -> Note:
    """Return the footnote of a figure: its list in numbers, what nobody can prove, the basis, and where it opens."""
    said = [
        _("%(code)s 名单共 %(subjects)s 个对象") % {"code": one["code"], "subjects": f"{one['subjects']:,}"},
        _("计入：%(counts)s") % {"counts": one["counts"]},
    ]
    if one["subjects"] == one["of"]:
        amounts = {name: f"{one[name]:,}" for name in ("counted", "not_counted", "not_provable")}
        said.append(_("计入 %(counted)s，未计入 %(not_counted)s，未能证明 %(not_provable)s") % amounts)
    if one["unproven"]:
        more = _("等") if one["not_provable"] > len(one["unproven"]) else ""
        said.append(_("未能证明的有%(names)s") % {"names": listing(one["unproven"]) + more})
    if one["interval"]:
        said.append(
            _("只按回应的人算，在 %(low)s 至 %(high)s 之间（95%% 区间）")
            % dict(zip(("low", "high"), one["interval"], strict=True))
        )
    said.append(_basis(one["basis"]))
    path = reverse("cockpit:figure", args=[content["place_id"], one["code"]])
    return Note("；".join(said) + "。", f"{site}{path}?on={content['day']}#list")


def _basis(basis: Mapping[str, str]) -> str:
    rests = _("依据：《%(title)s》%(clause)s") % basis if basis["clause"] else ""
    if not basis["owner"]:
        return rests
    design = _("口径为设计值，%(day)s起施行，可由%(owner)s发布自己的文件替换") % basis
    return "，".join(part for part in (rests, design) if part)


def _worse(content: Content, template: PaperTemplate) -> list[Part]:
    if not content["worse"]:
        return [_plain(template.say("worse_none"))]
    told: list[Part] = []
    for one in content["worse"]:
        told.append(_plain(_("%(name)s：上月 %(before)s，本月 %(now)s，因为 %(blamed)s 件。") % one))
        told += [
            Paragraph((Words(f"{row['label']}（{row['place']}）：{row['reason']}"),), item=True)
            for row in one["rows"]
        ]
        left = one["blamed"] - len(one["rows"])
        if left > 0:
            told.append(Paragraph((Words(_("其余 %(left)s 件见名单。") % {"left": f"{left:,}"}),), item=True))
    return told


def _parts(parts: Mapping[str, Any]) -> list[Part]:
    """Return the places below by figures, in as many tables of one width as the line takes."""
    tables: list[Part] = []
    count = -(-len(parts["heads"]) // _MOST_COLUMNS)
    columns = -(-len(parts["heads"]) // max(1, count))
    for start in range(0, len(parts["heads"]), max(1, columns)):
        heads = parts["heads"][start : start + columns]
        lines = tuple(
            (Words(name), *(Words(value) for value in values[start : start + columns]))
            for name, *values in parts["lines"]
        )
        tables.append(Table((_("地方"), *heads), lines, (5, *[4] * len(heads)), fine=True))
    return tables


def _months(figures: Sequence[Mapping[str, Any]]) -> Table:
    heads = (_("指标"), *(month[2:] for month, _value in figures[0]["months"]))
    lines = tuple((Words(one["name"]), *(Words(value) for _month, value in one["months"])) for one in figures)
    return Table(heads, lines, (9, *[4] * (len(heads) - 1)), fine=True)


def _plain(text: str) -> Paragraph:
    return Paragraph((Words(text),))


def _month(text: str) -> str:
    year, month = text.split("-")
    return f"{year}年{int(month)}月"
