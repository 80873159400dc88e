"""Whose an e-mail address is: one person's, or one that a firm or a family shares."""

import re
from dataclasses import dataclass
from typing import Final

from staffel.rules.blanks import said
from staffel.rules.sounds import slips

FREE_MAIL: Final = frozenset(
    "gmail.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.eu web.de t-online.de outlook.com outlook.de hotmail.com hotmail.de "
    "hotmail.ch hotmail.fr live.de live.com live.at live.ch msn.com yahoo.com yahoo.de yahoo.fr ymail.com icloud.com me.com "
    "mac.com aol.com aol.de freenet.de posteo.de posteo.net mailbox.org arcor.de email.de mail.de online.de vodafone.de "
    "kabelmail.de bluewin.ch sunrise.ch hispeed.ch aon.at chello.at a1.net proton.me protonmail.com tutanota.com tutanota.de "
    "tuta.io orange.fr wanadoo.fr free.fr laposte.net libero.it mail.ru yandex.ru wp.pl o2.pl onet.pl seznam.cz pt.lu "
    "unitybox.de ewe.net ewetel.net netcologne.de osnanet.de versanet.de 1und1.de alice.de".split()
)
_SHARED: Final = frozenset(
    "admin anfrage anfragen anmeldung auftrag beratung bestellung bewerbung buchhaltung buero buro contact dialog direktion "
    "einkauf empfang export familie finance firma geschaeftsleitung gf hallo hello hotel info infos kanzlei kontakt kundendienst "
    "kundenservice lager leitung mail marketing office order orders personal planung post postmaster praxis projekte rechnung "
    "reception rezeption sales sekretariat service shop studio support team technik verkauf vertrieb vertriebsinnendienst "
    "verwaltung vorstand vorzimmer webmaster welcome werkstatt zentrale".split()
)
_GOOGLE: Final = frozenset({"gmail.com", "googlemail.com"})
_PARTS: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`name` and `domain` as they are delivered: small letters, nothing after a plus, of Google's no points either.
    `is_shared`: several people read it. `is_free`: the provider's domain says nothing about its owner."""

    name: str
    domain: str
    is_shared: bool
    is_free: bool

    @property
    def address(self) -> str:
        return f"{self.name}@{self.domain}"


def mailbox(text: str) -> Mailbox | None:
    """None for what is no address, or nobody's: noreply@, keine@."""
    name, at, domain = text.strip().casefold().rpartition("@")
    if not (at and domain and said(name)):
        return None
    domain = _readable(domain.strip("."))
    name = name.partition("+")[0] or name
    if domain in _GOOGLE:
        domain, name = "gmail.com", name.replace(".", "") or name
    is_shared = any(part in _SHARED for part in _PARTS.split(name))
    return Mailbox(name, domain, is_shared, domain in FREE_MAIL)


def may_be_mistyped(one: Mailbox, other: Mailbox) -> bool:
    """Whether one address may be the other with a slip: after the @, where not both are well-known providers, or one in
    a long name before it. A number that differs is no slip."""
    if one.name == other.name:
        return not (one.is_free and other.is_free) and _are_domains_alike(one.domain, other.domain)
    is_same_number = re.sub(r"\D", "", one.name) == re.sub(r"\D", "", other.name)
    return (
        one.domain == other.domain
        and is_same_number
        and min(len(one.name), len(other.name)) >= 6
        and slips(one.name, other.name) <= 1
    )


def _are_domains_alike(one: str, other: str) -> bool:
    host, _, _ = one.rpartition(".")
    other_host, _, _ = other.rpartition(".")
    return (host == other_host and bool(host)) or slips(one, other) <= (
        2 if min(len(one), len(other)) >= 8 else 1
    )


def _readable(domain: str) -> str:
    """Umlauts instead of xn--."""
    if "xn--" not in domain:
        return domain
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain
