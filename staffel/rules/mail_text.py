"""A text as it is written down here: German and English, each as a mail is read: subject, empty line, body."""

Text = dict[str, dict[str, str]]


def mail_text(*, de: str, en: str) -> Text:
    """The body of a version of kind `text`."""
    return {"de": _parts(de), "en": _parts(en)}


def _parts(text: str) -> dict[str, str]:
    subject, _, body = text.strip().partition("\n\n")
    return {"subject": subject, "body": body}
