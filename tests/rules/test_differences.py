"""Of long texts only what differs is shown."""

from staffel.rules.differences import only_changed

A, B, C = (
    "Wir geben Ihnen Anfragen. " * 6,
    "Sie entscheiden selbst. " * 6,
    "Sie dürfen jederzeit beenden. " * 6,
)


def test_short_texts_stay_whole() -> None:
    assert only_changed("4 Stunden", "6 Stunden") == ("4 Stunden", "6 Stunden")
    assert only_changed("", "x" * 500) == ("", "x" * 500)


def test_of_long_texts_only_the_changed_lines_are_left() -> None:
    before, after = f"{A}\n\n{B}\n\n{C}", f"{A}\n\nNeu.\n\n{C}"
    assert only_changed(before, after) == (f"…\n\n{B}\n\n…", "…\n\nNeu.\n\n…")


def test_what_is_only_added_replaces_nothing() -> None:
    assert only_changed(f"{A}\n{B}", f"{A}\n{B}\nNeu.") == ("", "…\n\nNeu.")
