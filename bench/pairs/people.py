"""Invented people with their firms and addresses, and what of it one enquiry says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.pairs.names import Names
from bench.pairs.spoiling import mail_name
from staffel.rules.prospects import Prospect

Two = tuple[Prospect, Prospect]
DIALLED = {"DE": "49", "AT": "43", "CH": "41"}


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    postal_code: str
    place: str
    country: str
    area: str  # its dialling code


@dataclass(frozen=True, slots=True)
class Firm:
    name: str
    domain: str
    switchboard: str
    address: Address


@dataclass(frozen=True, slots=True)
class Person:
    """`firm` None: asks for itself."""

    salutation: str
    first: str
    last: str
    mail: str
    work_mail: str
    mobile: str
    landline: str
    home: Address
    firm: Firm | None


class Town:
    """Everybody who lives in the names of one set; each call invents somebody new."""

    def __init__(self, names: Names, chance: Random) -> None:
        self.names, self.chance = names, chance

    def address(self) -> Address:
        place, country, area, codes = self.chance.choice(self.names.towns)
        street = f"{self.chance.choice(self.names.streets)} {self.chance.randint(1, 140)}"
        return Address(street, self.chance.choice(codes), place, country, area)

    def another(self, address: Address) -> Address:
        """An address with another postal code."""
        while (other := self.address()).postal_code == address.postal_code:
            pass
        return other

    def landline(self, address: Address) -> str:
        return f"+{DIALLED[address.country]}{address.area}{self.chance.randint(20_000, 9_999_999)}"

    def mobile(self) -> str:
        net = self.chance.choice(self.names.mobiles)
        digits = 8 if net.startswith("15") else 7  # as the German plan has them
        return f"+49{net}{self.chance.randint(10 ** (digits - 1), 10**digits - 1)}"

    def firm(self, last: str = "") -> Firm:
        last = last or self.chance.choice(self.names.surnames)
        base = self.chance.choice(self.names.firms).format(name=last)
        address = self.address()
        domain = mail_name(base).replace(".", self.chance.choice(("-", ""))).strip("-")
        name = f"{base} {self.chance.choice(self.names.forms)}".strip()
        return Firm(
            name, f"{domain}.{self.chance.choice(('de', 'de', 'com'))}", self.landline(address), address
        )

    def person(self, *, firm: Firm | None = None, at_work: bool | None = None, last: str = "") -> Person:
        is_woman = self.chance.random() < 0.4
        first = self.chance.choice(self.names.women if is_woman else self.names.men)
        last = last or self.chance.choice(self.names.surnames)
        if firm is None and (self.chance.random() < 0.5 if at_work is None else at_work):
            firm = self.firm(last if self.chance.random() < 0.4 else "")
        home = self.address()
        made = Person(
            "ms" if is_woman else "mr", first, last, "", "", self.mobile(), self.landline(home), home, firm
        )
        return self.with_mails(made)

    def with_mails(self, person: Person) -> Person:
        """The person with addresses of its name."""
        work = f"{self.box(person)}@{person.firm.domain}" if person.firm else ""
        return replace(person, mail=self.free_mail(person), work_mail=work)

    def box(self, person: Person) -> str:
        first, last = mail_name(person.first).replace(".", "-"), mail_name(person.last).replace(".", "-")
        return self.chance.choice((f"{first}.{last}", f"{first[0]}.{last}", f"{first}.{last}", last))

    def free_mail(self, person: Person) -> str:
        first, last = mail_name(person.first).replace(".", ""), mail_name(person.last).replace(".", "")
        number = self.chance.randint(1, 99)
        way = self.chance.choice(
            (f"{first}.{last}", f"{first}{last}{number}", f"{last}.{first}", f"{first[0]}{last}{number}")
        )
        return f"{way}@{self.chance.choice(self.names.free_mail)}"

    def says(self, person: Person, *, at_work: bool | None = None) -> Prospect:
        """Everything that the person might write into one form. `at_work`: as the firm's; None: if it has one."""
        firm = person.firm if at_work is None or at_work else None
        where = firm.address if firm else person.home
        fixed = firm.switchboard if firm else person.landline
        return Prospect(
            salutation=person.salutation,
            first_name=person.first,
            last_name=person.last,
            company=firm.name if firm else "",
            email=person.work_mail if firm else person.mail,
            phone=person.mobile if self.chance.random() < 0.6 else fixed,
            street=where.street,
            postal_code=where.postal_code,
            place=where.place,
            country=where.country,
        )

    def thinned(self, said: Prospect, *, keep: Sequence[str] = ()) -> Prospect:
        """What is really filled in. A mail or a telephone is always there, and everything in `keep`."""
        odds = {"salutation": 0.3, "first_name": 0.06, "company": 0.1, "email": 0.1, "phone": 0.25, "street": 0.5,
                "postal_code": 0.1, "place": 0.2, "country": 0.1}  # fmt: skip
        gone = {name for name, odd in odds.items() if self.chance.random() < odd} - set(keep)
        if "email" in gone and ("phone" in gone or not said.phone):
            gone.discard("email")
        return replace(said, **dict.fromkeys(gone, ""))
