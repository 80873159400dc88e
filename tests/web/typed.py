"""What a browser would send of a form on a page, as it stands there."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form, self.is_inside = form, False
        self.found: dict[str, list[str]] = {}
        self.text = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        if tag == "form":
            self.is_inside = had.get("id") == self.form
        name = had.get("name") or ""
        if not self.is_inside:
            return
        if (
            tag == "input"
            and name
            and not (had.get("type") in {"checkbox", "radio"} and "checked" not in had)
        ):
            self._add(name, had.get("value") or ("on" if had.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self.text, self.found[name] = name, [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in had or self.select not in self.found):
            self.found[self.select] = [had.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea":
            self.text = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.found[self.text][0] += data.removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        self.found.setdefault(name, []).append(value)


def typed_in(page: str, *, form: str = "draft") -> dict[str, list[str]]:
    """The fields of the form with this id, by name."""
    parser = _Fields(form)
    parser.feed(page)
    assert parser.found, f"there is no form {form}"
    parser.found.pop("csrfmiddlewaretoken", None)
    return parser.found
