"""Cases written by hand: what went wrong in other programs, or would."""

from typing import Final

from bench.pairs.kinds import Pair
from staffel.rules.prospects import Prospect


def _same(one: dict[str, str], other: dict[str, str]) -> Pair:
    return Pair("by hand, one person", Prospect(**one), Prospect(**other), is_same=True)


def _different(one: dict[str, str], other: dict[str, str]) -> Pair:
    return Pair("by hand, two people", Prospect(**one), Prospect(**other), is_same=False)


def _who(
    first: str = "",
    last: str = "",
    mail: str = "",
    phone: str = "",
    company: str = "",
    code: str = "",
    **more: str,
) -> dict[str, str]:
    return {"first_name": first, "last_name": last, "email": mail, "phone": phone, "company": company,
            "postal_code": code, "country": "DE", **more}  # fmt: skip


HARD: Final = (
    _same(_who("Hans", "Müller", "hans.mueller@gmx.de"), _who("HANS", "MUELLER", "Hans.Mueller@GMX.de")),
    _same(_who("Hans", "Müller", phone="+4917112345678"), _who("", "Müller, Hans", phone="0171 / 123 456 78")),
    _same(_who("Jürgen", "Groß", "jgross@gmail.com", code="80331"), _who("Jurgen", "Gross", "j.gross@googlemail.com", code="80331")),
    _same(_who("", "Dr. Weiß", "praxis@dr-weiss.de", "+498912345678", "Praxis Dr. Weiß", "80331"),
          _who("Eva", "Weiss", "praxis@dr-weiss.de", "+498912345678", "Praxis Dr. Weiss", "80331")),
    _same(_who("Anna", "Schmidt", "anna@schmidt-bau.de", company="Schmidt Bau GmbH", code="50667"),
          _who("Anna", "Schmidt", "anna@schmidt-bau.de", company="Schmidt-Bau Gesellschaft mit beschränkter Haftung", code="50968")),
    _same(_who("Peter", "Meier", "p.meier@firma-a.de", "+491701111111", "Firma A GmbH"),
          _who("Peter", "Meier", "meier@beratung-meier.de", "+491701111111", "Meier Beratung")),
    _same(_who(mail="kunde@web.de"), _who("Karla", "Kunde", "kunde@web.de", code="20095")),
    _same(_who("Karin", "Sommer-Berg", "k.sommer@t-online.de", "+4940123456"), _who("Karin", "Sommer", "k.sommer@t-online.de")),
    _same(_who("Ayşe", "Yılmaz", phone="+4915112345678"), _who("Ayse", "Yilmaz", phone="+4915112345678", code="10115")),
    _same(_who("Zoë", "Pfeiffer", "zoe.pfeiffer@gmx.de", "+4922112345"), _who("Zoe", "Pfeifer", "zoe.pfeiffer@gmx.d", "+4922112345")),
    _same(_who("Thomas", "Maier", "", "+498812345", code="82362", street="Hauptstraße 5"),
          _who("Thomas", "Mayer", "", "+498812345", code="82362", street="Hauptstr. 5")),
    _same(_who("Hans", "von der Heide", "hh@heide.de"), _who("Hans", "v.d. Heide", "hh@heide.de")),
    _same(_who("Max", "Muster", "max@musterbau.de", "+4989111222", "Musterbau & Söhne OHG", "80331"),
          _who("Max", "Muster", "info@musterbau.de", "+4989111222", "Musterbau und Soehne", "80331")),
    _same(_who("Lisa", "Lang", "lisa.lang@müller.de"), _who("Lisa", "Lang", "lisa.lang@xn--mller-kva.de")),
    _same(_who("Jean-Luc", "Dupré", "jl@dupre.lu", company="Dupré S.à r.l.", country="LU"),
          _who("Jean Luc", "Dupre", "jl@dupre.lu", company="DUPRE SARL", country="LU")),
    _different(_who("Hans", "Müller", "hans.mueller@siemens.com", "+4989100", "Siemens AG", "80333"),
               _who("Hans", "Müller", "hans.mueller@siemens-energy.com", "+4989200", "Siemens Energy AG", "80333")),
    _different(_who(company="Siemens AG", code="80333"), _who(company="Siemens Energy AG", code="80333")),
    _different(_who(company="Siemens AG", mail="info@siemens.com"), _who(company="Siemens AG", mail="einkauf@siemens.com")),
    _different(_who("Hans", "Müller", "h.mueller@gmx.de", "+49171111", code="80331"),
               _who("Hans", "Müller", "hans-m@web.de", "+49172222", code="80331")),
    _different(_who("Andrea", "Huber", "", "+4988122222", code="82362", street="Am Anger 3"),
               _who("Andreas", "Huber", "", "+4988122222", code="82362", street="Am Anger 3")),
    _different(_who("", "Huber", "", "+4988122222", code="82362", salutation="mr"),
               _who("", "Huber", "", "+4988122222", code="82362", salutation="ms")),
    _different(_who("Karin", "Wolf", "wolf@familie-wolf.de", "+4940555555"), _who("Uwe", "Wolf", "wolf@familie-wolf.de", "+4940555555")),
    _different(_who("Eva", "Klein", "info@klein.de", "+492211000", "Klein GmbH", "50667"),
               _who("Jan", "Groß", "info@klein.de", "+492211000", "Klein GmbH", "50667")),
    _different(_who("Thomas", "Müller", "thomas.mueller@bosch.com", "+497118110", "Robert Bosch GmbH", "70839"),
               _who("Thomas", "Müller", "thomas.mueller2@bosch.com", "+497118110", "Robert Bosch GmbH", "70839")),
    _different(_who("Paul", "Bauer", "paul@web.de", code="37073"), _who("Paul", "Baur", "p.baur@gmx.de", code="37073")),
    _different(_who("", "", "info@stadt.de", company="Stadt Köln"), _who("Ina", "Roth", "i.roth@stadt.de", company="Stadt Köln")),
    _different(_who("Josef", "Moser sen.", "", "+4966212345", code="5020"), _who("Josef", "Moser jun.", "", "+4966212345", code="5020")),
    _different(_who("Max", "Weber", "max.weber@gmx.de"), _who("Max", "Weber", "max.weber@web.de")),
    _different(_who(company="Müller GmbH", code="80331", phone="+49891"), _who(company="Müller AG", code="80331", phone="+49892")),
    _different(_who("Max", "Weber", phone="+4917611111111"), _who("Ute", "Sander", phone="+4917611111111")),
)  # fmt: skip
