"""A bulletin's numbers are those of `hemei figures --at`, read back from both of its files."""

from __future__ import annotations

import json
import re
from datetime import date

from click.testing import CliRunner

from hemei.faces.cockpit import queries, shown
from hemei.faces.cockpit.tests.bulletins import (
    COUNTY,
    LAST,
    SITE,
    ask,
    file_of,
    made,
    words_of_docx,
    words_of_pdf,
)
from hemei.faces.cockpit.tests.conftest import actor_of, city, ground, id_of
from hemei.ground.companies.tests.conftest import Ground
from hemei.kernel.actor import Role
from hemei.kernel.figures import FigureValue, Measure, Tally
from hemei.project.commands.figures import figures

__all__ = ["city", "ground"]


def test_both_files_say_what_the_command_counts(city: Ground) -> None:
    county = actor_of(Role.COUNTY_COORDINATOR, COUNTY)
    row = made(county, ask(county))
    counted = CliRunner().invoke(figures, ["--at", LAST, "--place", COUNTY, "--json"])
    told = {one["id"]: one for one in json.loads(counted.output)}
    entries = {entry.figure.id: entry.figure for entry in queries.entries(date(2026, 2, 28))}
    assert row.content is not None
    assert {one["code"] for one in row.content["figures"]} >= {"F10", "F10a", "F11", "F8"}
    texts = {
        "pdf": words_of_pdf(file_of(county, row, "pdf")),
        "docx": words_of_docx(file_of(county, row, "docx")),
    }
    for one in row.content["figures"]:
        figure, command = entries[one["code"]], told[one["code"]]
        assert (one["counted"], one["of"], one["not_provable"]) == (
            command["counted"],
            command["of"],
            command["not_provable"],
        )
        left = command["of"] - command["counted"] - command["not_provable"]
        value = FigureValue(figure.unit, Tally(command["counted"], left, command["not_provable"]))
        address = f"{SITE}/cockpit/{id_of(COUNTY)}/figures/{figure.id}?on={LAST}#list"
        note = f"{figure.id}名单共{one['subjects']:,}个对象"
        if figure.measure is Measure.NUMBER:
            assert one["subjects"] == command["of"]
        for form, text in texts.items():
            for words in (
                figure.name,
                shown.value(value),
                re.sub(r"\s", "", shown.counted_of(figure, value)),
                note,
                address,
                re.sub(r"\s", "", one["basis"]["clause"]),
            ):
                assert words in text, (form, figure.id, words)
    for text in texts.values():
        assert "物业管理覆盖率（按小区数）：上月100.0%，本月66.7%，因为1件。" in text
        assert "东风小区" in text
        assert "2026年第1期" in text
