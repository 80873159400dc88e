"""How words are compared: one spelling for search, sorting and keys, so that no server's locale decides."""

import re
import unicodedata

_SPELLED = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)
_NO_WORD = re.compile(r"[\W_]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_UMLAUT = re.compile(r"(?<![aeiouyq])([aou])e+")
_REVERSED = "~"  # before reversed digits, so that no number is taken for another one's ending
_TELEPHONE = re.compile(r"[+0](?:[\s()/.-]*\d){5,}")


def normalised(text: str) -> str:
    """Lower case, ä to ae, ß to ss, accents gone, punctuation to blanks, single blanks."""
    if not text.isascii():
        spelled = unicodedata.normalize("NFC", text).casefold().translate(_SPELLED)
        text = "".join(
            letter for letter in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(letter)
        )
    return _NO_WORD.sub(" ", text.casefold()).strip()


def folded(text: str) -> str:
    """Normalised so far that it does not matter how an umlaut was written: "Müller", "Mueller" and "Muller" are one. For
    comparing only: "Bauer" keeps its ue, and "Manuel" loses it on both sides."""
    return _UMLAUT.sub(r"\1", normalised(text))


def sort_key(text: str) -> str:
    """The stored key by which names are sorted (DIN 5007-2, as in telephone books: ä like ae)."""
    return normalised(text)


def cleaned(text: str) -> str:
    """Text as it may be stored: blanks around it and characters that nobody sees are gone, line ends are \\n."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")).strip()


def search_words(*parts: str) -> str:
    """The words under which something is found, each once. A telephone number stands there whole and reversed,
    so that its last digits are a prefix too."""
    words: dict[str, None] = {}
    for part in parts:
        words.update(dict.fromkeys(normalised(part).split()))
        for number in _TELEPHONE.findall(part):
            digits = _digits(number)
            words.update(dict.fromkeys((digits, _REVERSED + digits[::-1])))
    return " ".join(words)


def search_terms(text: str) -> tuple[tuple[str, ...], ...]:
    """What a search for this text looks for: of every group one must be the beginning of a word.

    Digits (four or more) are looked for from the front and from the end; the zero or the 00 before a telephone
    number is left out, because the stored number has its country code there.
    """
    groups: dict[tuple[str, ...], None] = {}
    for number in _TELEPHONE.findall(text):
        groups[_digits(number), _REVERSED + _digits(number)[::-1]] = None
    for word in normalised(_TELEPHONE.sub(" ", text)).split():
        ends = (_REVERSED + word[::-1],) if word.isdecimal() and len(word) >= 4 else ()
        groups[word, *ends] = None
    return tuple(groups)


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number)).lstrip("0")
