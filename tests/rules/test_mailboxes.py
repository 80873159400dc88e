"""One mailbox has many spellings, and not every mailbox is one person's."""

import pytest

from staffel.rules.mailboxes import mailbox, may_be_mistyped


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Hans.Mueller@GMX.de", "hans.mueller@gmx.de"),
        ("h.ans+angebot@googlemail.com", "hans@gmail.com"),
        ("lisa@xn--mller-kva.de", "lisa@müller.de"),
        ("lisa@xn--.de", "lisa@xn--.de"),
        ("+@gmail.com", None),
        ("no-reply@firma.de", None),
        ("keine@keine.de", None),
        ("nobody", None),
        ("@web.de", None),
        ("", None),
    ],
)
def test_spellings_of_one_mailbox(text: str, address: str | None) -> None:
    found = mailbox(text)
    assert (found.address if found else None) == address
    assert found is None or mailbox(found.address) == found


@pytest.mark.parametrize(
    ("text", "is_shared"),
    [("info@a.de", True), ("office-wien@a.at", True), ("einkauf2@a.de", False), ("hans.groß@a.de", False)],
)
def test_shared_mailboxes_are_known_by_their_name(text: str, *, is_shared: bool) -> None:
    found = mailbox(text)
    assert found is not None
    assert found.is_shared is is_shared


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("hans@mueller-bau.de", "hans@mueler-bau.de", True),
        ("hans@gmail.com", "hans@gmial.com", True),
        ("hans@gmx.de", "hans@gmx.net", False),
        ("hans.mueller@a.de", "hans.muller@a.de", True),
        ("mueller1@a.de", "mueller2@a.de", False),
        ("hans@a.de", "eva@a.de", False),
    ],
)
def test_slips_in_an_address(one: str, other: str, *, is_slip: bool) -> None:
    first, second = mailbox(one), mailbox(other)
    assert first is not None
    assert second is not None
    assert may_be_mistyped(first, second) is may_be_mistyped(second, first) is is_slip
