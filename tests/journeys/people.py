"""Somebody at a browser of his own, and what he does on the pages of a case."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import violations

WIDEST = """() => [...document.querySelectorAll("main *")]
    .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth)
    .sort((one, other) => other.getBoundingClientRect().right - one.getBoundingClientRect().right
        || one.textContent.length - other.textContent.length)
    .map((part) => `${part.tagName}.${part.className}: ${part.textContent.trim().slice(0, 40)}`).slice(0, 5)"""


class Person:
    """A browser session as one of the sample persons, or as nobody yet."""

    def __init__(self, page: Page, role: str = "", body: str = "") -> None:
        self.page = page
        self.role = role
        self.body = body
        self.enters()

    def enters(self) -> None:
        """Become the sample person, at first or after a session ended."""
        if not self.role:
            return
        self.page.goto("/demo/persons")
        group = self.page.locator("section", has=self.page.get_by_role("heading", name=self.role, exact=True))
        group.locator("form", has_text=self.body).first.locator("button").click()
        self.page.wait_for_url(lambda address: "/demo/" not in address)

    def stands_in(self) -> str:
        """Return the name of the body this sample person is in office for."""
        self.page.goto("/demo/persons")
        heading = self.page.get_by_role("heading", name=self.role, exact=True)
        form = self.page.locator("section", has=heading).locator("form", has_text=self.body).first
        return form.locator("> span").inner_text().split()[0]

    def looks(self) -> None:
        """Let axe look at the page, which must not be wider than its screen."""
        found = violations(self.page)
        assert found == [], (self.page.url, found)
        width = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width == 0, f"{self.page.url} is wider than the screen: {self.page.evaluate(WIDEST)}"

    def opens(self, number: str) -> None:
        """Open the page of a case."""
        self.page.goto(f"/cases/{number}")

    def unfolds(self, act: str) -> Locator:
        """Unfold the form of an act on the page of a case and return it."""
        step = self.page.locator("details.act", has=self.page.locator(f"form[action$='/{act}']"))
        step.locator("summary").click()
        return step.locator("form")

    def does(
        self, number: str, act: str, text: str = "", photos: tuple[Path, ...] = (), **chosen: str
    ) -> None:
        """Open a case, fill in an act and send it."""
        self.opens(number)
        self.acts(act, text, photos, **chosen)

    def acts(self, act: str, text: str = "", photos: tuple[Path, ...] = (), **chosen: str) -> None:
        """Fill in an act on the page that is open and send it."""
        form = self.unfolds(act)
        if text:
            form.locator("[name=text]").fill(text)
        if photos:
            form.locator("[name=photos]").set_input_files(list(photos))
        for name, value in chosen.items():
            form.locator(f"[name={name}][value={value}]").check()
        self.sends(form)

    def closes(self, number: str, text: str, photos: list[Path]) -> None:
        """Close a case as solved, with all the evidence the list asks for and photos that show it."""
        self.opens(number)
        form = self.unfolds("close")
        form.locator("[name=outcome][value=solved]").check()
        for evidence in form.locator("[name=evidence]").all():
            evidence.check()
        form.locator("[name=photos]").set_input_files(photos)
        form.locator("[name=text]").fill(text)
        self.sends(form)

    def sends(self, form: Locator) -> None:
        """Send a form and see the page it leads to."""
        with self.page.expect_navigation():
            form.locator("button").last.click()

    def state(self) -> str:
        """Return the state the page of the case shows."""
        return self.page.locator(".head .badge").first.inner_text()

    def reports(self, estate: str, photos: list[Path], phone: str = "") -> str:
        """Report cars on the fire lane from the search to the receipt and return the number."""
        page = self.page
        page.goto("/report")
        self.looks()
        page.fill("[name=q]", estate)
        page.get_by_role("button", name="查找").click()
        page.locator("a.title", has_text=estate).first.click()
        self.describes(photos)
        page.fill("[name=phone]", phone)
        self.looks()
        page.get_by_role("button", name="提交").click()
        self.tells_apart(photos)
        self.looks()
        return page.url.rsplit("/", 1)[1].partition(":")[0]

    def tells_apart(self, photos: list[Path]) -> None:
        """Come to the receipt of the report just sent; where others reported the like, this one is another."""
        page = self.page
        expect(page.locator("#offered").or_(page.get_by_text("已经收到"))).to_be_visible()
        if page.locator("#offered").is_visible():
            self.looks()
            expect(page.locator("[data-photos-shown] img")).to_have_count(len(photos))
            page.locator("#offered").get_by_role("button", name="不是，另报一件").click()
        page.wait_for_url(re.compile(r"/report/received/"))

    def describes(self, photos: list[Path]) -> None:
        """Fill in the report and take the kind the page suggests."""
        page = self.page
        page.locator("form[data-draft-ready]").wait_for()
        page.fill("[name=text]", "楼下消防通道被几辆车占了，救护车进不来")
        expect(page.locator("#suggested")).to_contain_text("因为您写了")
        page.locator("[name=suggested_kind]").first.check()
        page.fill("[name=spot]", "3 幢 2 单元门口")
        page.set_input_files("[name=photos]", photos)
        expect(page.locator("[data-photos-shown] img")).to_have_count(len(photos))

    def follows(self, number: str, phone: str, code_sent_to: Callable[[str], str]) -> None:
        """Show the phone that was left with a case, without an account."""
        page = self.page
        page.goto(f"/follow/{number}")
        page.fill("[name=phone]", phone)
        page.get_by_role("button", name="获取验证码").click()
        page.locator("[name=code]").wait_for()
        page.fill("[name=code]", code_sent_to(phone))
        page.get_by_role("button", name="查看进度").click()
        page.locator(".timeline").wait_for()
