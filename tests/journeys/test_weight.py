"""An old telephone on a slow network: the report page and the whole filing stay light."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Open

pytestmark = pytest.mark.journey
MOST_BYTES = 150_000
MOST_ROUNDS = 3


def test_filing_a_report_is_light_and_short(open_page: Open, photos: list[Path]) -> None:
    found = open_page("/report?q=示范", script=False).locator("ul.rows a.title").first
    form = str(found.get_attribute("href"))
    page = open_page("about:blank")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received: list[float] = []
    rounds: list[str] = []
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.on(
        "request",
        lambda request: (
            rounds.append(request.url) if request.resource_type in {"document", "fetch"} else None
        ),
    )

    page.goto(form)
    page.locator("form[data-draft-ready]").wait_for()
    assert sum(received) < MOST_BYTES, "the page itself"
    page.fill("[name=text]", "儿童滑梯的螺丝松了")
    page.set_input_files("[name=photos]", photos)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/report/received/*")
    page.wait_for_load_state("networkidle")
    assert sum(received) < MOST_BYTES, "with its sending"
    filing = [address for address in rounds if not address.endswith("/report/kinds")]
    assert len(filing) <= MOST_ROUNDS, filing
