"""What a browser would send of a form as it stands on a page: so a test types only what it changes."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Reads the fields of the form that is handed in by POST and holds most of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field with its value; a box only where it is ticked, of a choice what is chosen."""
        own = {name: value or "" for name, value in attrs}
        name, chosen = own.get("name", ""), "checked" in own or own.get("type") not in {"checkbox", "radio"}
        if tag == "input" and name and chosen:
            self.data.setdefault(name, []).append(own.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in own:
            self.data[self._select] = [own["value"]]


def filled(page: str) -> dict[str, list[str]]:
    """Return the fields of the form on a page with what stands in them."""
    reader = _Form()
    reader.feed(page[page.index("<main") : page.index("</main>")])
    return reader.data
