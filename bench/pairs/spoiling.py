"""How one person's data comes twice and not alike: slips of the fingers, other spellings, other ways of writing."""

import re
import unicodedata
from random import Random

NEIGHBOURS = {
    "a": "s", "b": "v", "c": "x", "d": "s", "e": "r", "f": "g", "g": "f", "h": "j", "i": "u", "j": "k", "k": "l", "l": "k",
    "m": "n", "n": "m", "o": "p", "p": "o", "r": "t", "s": "d", "t": "z", "u": "i", "v": "b", "w": "e", "z": "u",
}  # fmt: skip

SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i"})


def typo(text: str, chance: Random) -> str:
    """One letter after the first is left out, doubled, swapped with the next or hit beside; short words stay."""
    places = [n for n in range(1, len(text)) if text[n].isalpha()]
    if len(places) < 3:
        return text
    at = chance.choice(places)
    way = chance.randrange(4)
    if way == 0:
        return text[:at] + text[at + 1 :]
    if way == 1:
        return text[: at + 1] + text[at:]
    if way == 2 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + NEIGHBOURS.get(text[at].lower(), "e") + text[at + 1 :]


def transliterated(text: str, chance: Random) -> str:
    """Without umlauts, in one of the two ways people do it, sometimes in capitals."""
    long = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
    short = {"ä": "a", "ö": "o", "ü": "u", "Ä": "A", "Ö": "O", "Ü": "U", "ß": "ss"}
    plain = {"é": "e", "è": "e", "ı": "i", "ç": "c", "Ç": "C", "ř": "r", "á": "a", "ł": "l"}
    table = (long if chance.random() < 0.7 else short) | plain
    spelled = "".join(table.get(letter, letter) for letter in text)
    return spelled.upper() if chance.random() < 0.2 else spelled


def phone_written(e164: str, code: str, chance: Random) -> str:
    """A number as people write it. `code`: the country's ("49")."""
    rest = e164.removeprefix(f"+{code}")
    half = 2 + len(rest) // 4
    first, last = rest[:half], rest[half:]
    ways = (
        f"0{first}/{last}",
        f"0{first} {last}",
        f"00{code}{rest}",
        f"+{code} (0) {first} {last}",
        f"+{code} {first} {last[:2]} {last[2:]}",
        f"(0{first}) {last[:3]}-{last[3:]}",
        f"0{rest}",
    )
    return chance.choice(ways)


def mail_domain_typo(mail: str, chance: Random) -> str:
    """A slip after the @."""
    name, _, domain = mail.partition("@")
    host, _, ending = domain.rpartition(".")
    other = typo(host, chance)
    if other == host or chance.random() < 0.25:
        ending = {"de": "d", "com": "con", "net": "nte"}.get(ending, ending + "e")
        return f"{name}@{host}.{ending}"
    return f"{name}@{other}.{ending}"


def mail_alias(mail: str, chance: Random) -> str:
    """Another spelling of the same mailbox, where its provider has some; capitals where not."""
    name, _, domain = mail.partition("@")
    if domain not in {"gmail.com", "googlemail.com"}:
        return f"{name.title()}@{domain.capitalize()}"
    ways = (
        f"{name.replace('.', '')}@{domain}",
        f"{name}+angebot@{domain}",
        f"{name}@{'googlemail.com' if domain == 'gmail.com' else 'gmail.com'}",
        f"{name[:2]}.{name[2:]}@{domain}",
    )
    return chance.choice(ways)


def other_form(company: str, forms: tuple[str, ...], chance: Random) -> str:
    """The firm with its legal form left out, spelled out, or written another way."""
    for form in sorted((form for form in forms if form), key=len, reverse=True):
        if company.endswith(f" {form}"):
            core = company.removesuffix(f" {form}")
            longer = {
                "GmbH": ("Gesellschaft mit beschränkter Haftung", "G.m.b.H.", "gmbh"),
                "AG": ("Aktiengesellschaft", "A.G."),
                "GmbH & Co. KG": ("GmbH & Co KG", "GmbH und Co. KG", "GmbH+Co.KG"),
                "UG (haftungsbeschränkt)": ("UG", "UG haftungsbeschränkt"),
                "e.K.": ("eK", "e. K.", "e.Kfm."),
                "S.à r.l.": ("Sarl", "SARL"),
                "B.V.": ("BV",),
                "Ltd.": ("Limited", "Ltd"),
                "Inc.": ("Inc", "Incorporated"),
            }.get(form, (form.upper(), form.lower()))
            return f"{core} {chance.choice(('', *longer))}".strip()
    return f"Firma {company}"


def other_and(company: str, chance: Random) -> str:
    """ "&", "und" and "+" for each other."""
    for sign in ("&", "und", "+"):
        if f" {sign} " in company:
            other = chance.choice([one for one in ("&", "und", "+", "u.") if one != sign])
            return company.replace(f" {sign} ", f" {other} ", 1)
    return company


def mail_name(text: str) -> str:
    """The part of an e-mail address that a name makes: small letters, no accents, points for blanks."""
    spelled = text.lower().translate(SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".")
