"""A phone in a lift lobby: a form that was open before opens without a network, and the report goes out later."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.conftest import Open
from tests.journeys.people import Person

pytestmark = [pytest.mark.journey, pytest.mark.prove]
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("hemei-pages-"));
  const stores = await Promise.all(names.map((name) => caches.open(name)));
  const requests = (await Promise.all(stores.map((store) => store.keys()))).flat();
  return requests.map(({ url }) => new URL(url).pathname);
}"""


@pytest.fixture
def forms(open_page: Open) -> list[str]:
    """The addresses of some estates' forms."""
    links = open_page("/report?q=示范", script=False).locator("ul.rows a.title").all()
    return [str(link.get_attribute("href")) for link in links[:2]]


def visit(page: Page, form: str) -> None:
    """Open a form and wait until the phone keeps it with all its parts."""
    page.goto(form)
    page.locator("form[data-draft-ready]").wait_for()
    page.wait_for_function(f"async () => (await ({KEPT})()).includes('{form}')")
    page.wait_for_function(
        f"async () => (await ({KEPT})()).filter((path) => path.startsWith('/static/')).length >= 4"
    )


def test_a_form_seen_before_opens_without_a_network_and_the_report_goes_out_once(
    open_page: Open, forms: list[str]
) -> None:
    page = open_page("/")
    visit(page, forms[0])
    key = page.input_value("[name=submission_key]")
    page.goto("/")
    page.context.set_offline(True)
    with pytest.raises(Error):
        page.context.new_page().goto(forms[1])  # never seen: nothing to show
    page.goto(forms[0])
    page.locator("form[data-draft-ready]").wait_for()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.button.main')).backgroundColor")
        == "rgb(0, 82, 217)"
    )
    assert page.input_value("[name=submission_key]") != key
    page.fill("[name=text]", "电梯困人后一直没有人来修")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-draft-state]")).to_contain_text("还有 1 件待提交")

    page.goto(forms[0])
    expect(page.locator("[data-draft-state]")).to_contain_text("还有 1 件待提交")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-draft-state]")).to_contain_text("先前存下的已经提交")
    page.get_by_role("link", name="查看").click()
    expect(page.locator("main")).to_contain_text("编号")


def test_what_somebody_signed_in_sees_is_not_kept(open_page: Open, forms: list[str]) -> None:
    page = open_page("/")
    visit(page, forms[0])
    Person(page, "居民")
    for form in forms:
        page.goto(form)
        page.locator("form[data-draft-ready]").wait_for()
    # What was kept before goes as soon as the worker has seen the page of somebody signed in.
    page.wait_for_function(f"async () => !(await ({KEPT})()).some((path) => path.startsWith('/report/'))")


def test_a_form_is_drawn_anew_while_there_is_a_network(open_page: Open, forms: list[str]) -> None:
    page = open_page("/")
    visit(page, forms[0])
    page.goto(f"/ui/language/en?next={forms[0]}")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("我要报事")
    page.wait_for_function(
        "async (form) => { const kept = await caches.match(form, { ignoreVary: true });"
        " return kept && (await kept.text()).includes('<html lang=\"en\"'); }",
        arg=forms[0],
    )
    page.context.set_offline(True)
    page.goto(forms[0])
    expect(page.get_by_role("heading", level=1)).not_to_have_text("我要报事")
