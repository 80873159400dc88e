"""Waiting for what a page says of itself. Our policy forbids `eval`, by which playwright would wait."""

from typing import Any

from playwright.sync_api import Error, Page


def wait_until(page: Page, check: str, given: Any = None) -> None:
    """Until the page says so: `check` is a function in JavaScript, called with `given`. A page that is loaded anew in
    between is asked again."""
    ask = f"""async (given) => {{
      const check = {check};
      for (let tries = 0; tries < 1200; tries++) {{
        if (await check(given)) return true;
        await new Promise((done) => setTimeout(done, 50));
      }}
      return false }}"""
    for _ in range(5):
        try:
            assert page.evaluate(ask, given), (check, given)
        except Error as error:
            if "navigat" not in str(error) and "context" not in str(error):
                raise
            page.wait_for_load_state()
        else:
            return
