"""Two people ask: what they share all the same."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from bench.pairs.people import Address, Firm, Person, Town, Two
from staffel.rules.prospects import Prospect


def namesakes(town: Town, chance: Random) -> Two:
    """One name in one town, with different telephones and mailboxes."""
    person = town.person()
    home = town.address()
    if chance.random() < 0.6:
        home = replace(
            home, postal_code=person.home.postal_code, place=person.home.place, country=person.home.country
        )
    other = town.with_mails(replace(town.person(at_work=False), first=person.first, last=person.last, home=home,
                                    salutation=person.salutation))  # fmt: skip
    if other.mail == person.mail:
        other = replace(other, mail=f"neu.{other.mail}")
    keep = ("email", "phone", "first_name")
    return town.thinned(town.says(person), keep=keep), town.thinned(town.says(other), keep=keep)


def family(town: Town, chance: Random) -> Two:
    """One roof, one fixed line, sometimes one mailbox, two first names."""
    person = town.person(at_work=False)
    relative = replace(
        town.person(at_work=False, last=person.last), home=person.home, landline=person.landline
    )
    if relative.first == person.first:
        relative = replace(relative, first=chance.choice([n for n in town.names.women if n != person.first]))
        relative = replace(relative, salutation="ms")
    return _under_one_roof(town, person, town.with_mails(relative), chance)


def couples(town: Town, chance: Random) -> Two:
    """One roof, and first names that are almost alike."""
    first, second = chance.choice(town.names.couples)
    person = town.with_mails(replace(town.person(at_work=False), first=first))
    relative = town.with_mails(replace(person, first=second, mobile=town.mobile()))
    if relative.mail == person.mail:
        relative = replace(relative, mail=f"2{relative.mail}")
    return _under_one_roof(town, person, relative, chance)


def _under_one_roof(town: Town, person: Person, relative: Person, chance: Random) -> Two:
    one, other = town.says(person), town.says(relative)
    one, other = replace(one, phone=person.landline), replace(other, phone=person.landline)
    if chance.random() < 0.15:
        other = replace(other, email=one.email)
    keep = ("first_name", "phone", "postal_code")
    return town.thinned(one, keep=keep), town.thinned(other, keep=keep)


def father_and_son(town: Town, chance: Random) -> Two:
    """One name, one roof, one fixed line: their mailboxes differ, and some write sen. and jun."""
    person = town.person(at_work=False)
    son = town.with_mails(replace(person, mobile=town.mobile()))
    son = replace(son, mail=f"jun.{son.mail}")
    one, other = town.says(person), town.says(son)
    if chance.random() < 0.5:
        one, other = (
            replace(one, last_name=f"{one.last_name} sen."),
            replace(other, last_name=f"{other.last_name} jun."),
        )
    return town.thinned(one, keep=("email", "first_name")), town.thinned(other, keep=("email", "first_name"))


def colleagues(town: Town, chance: Random) -> Two:
    """One firm with one switchboard and one info@."""
    firm = town.firm()
    one, other = (town.says(person) for person in _staff(town, firm, chance))
    mail = f"{chance.choice(('info', 'office', 'kontakt', 'einkauf', 'info'))}@{firm.domain}"
    one, other = (replace(said, email=mail, phone=firm.switchboard) for said in (one, other))
    keep = ("company", "first_name")
    return town.thinned(one, keep=keep), town.thinned(other, keep=keep)


def colleagues_direct(town: Town, chance: Random) -> Two:
    """One firm, each with the own mailbox and an extension or the switchboard."""
    firm = town.firm()
    said = []
    for person in _staff(town, firm, chance):
        line = (
            f"{firm.switchboard}{chance.randint(10, 99)}" if len(firm.switchboard) < 12 else firm.switchboard
        )
        said.append(replace(town.says(person), phone=line))
    keep = ("company", "first_name", "email")
    return town.thinned(said[0], keep=keep), town.thinned(said[1], keep=keep)


def _staff(town: Town, firm: Firm, chance: Random) -> tuple[Person, Person]:
    """Two people; one in ten firms has two of one last name."""
    one = town.person(firm=firm)
    other = town.person(firm=firm, last=one.last if chance.random() < 0.1 else "")
    while other.first == one.first or other.work_mail == one.work_mail:
        other = town.person(firm=firm)
    return one, other


def namesakes_at_one_firm(town: Town, _: Random) -> Two:
    """Large firms have two people of one name behind one switchboard."""
    firm = town.firm()
    one = town.person(firm=firm)
    other = replace(one, mobile=town.mobile(), work_mail=f"{one.work_mail.replace('@', '2@')}")
    said = [replace(town.says(person), phone=firm.switchboard) for person in (one, other)]
    return town.thinned(said[0]), town.thinned(said[1])


def family_half_named(town: Town, chance: Random) -> Two:
    """One family mailbox, and the second one leaves out the first name or gives its letter only."""
    person = town.person(at_work=False)
    relative = replace(
        town.person(at_work=False, last=person.last), home=person.home, landline=person.landline
    )
    one, other = town.says(person), town.says(relative)
    other = replace(other, email=one.email, first_name=chance.choice(("", f"{other.first_name[0]}.")))
    return town.thinned(one), town.thinned(other)


def sister_firms(town: Town, chance: Random) -> Two:
    """Two firms of one concern, often in one street; half of them without a person, the others with two."""
    first, second = chance.sample(chance.choice(town.names.sisters), 2)
    one, other = (town.says(town.person(at_work=True)) for _ in range(2))
    one, other = replace(one, company=first), replace(other, company=second)
    if chance.random() < 0.6:
        other = _at(other, one)
    if chance.random() < 0.5:
        one, other = (replace(said, first_name="", last_name="", salutation="") for said in (one, other))
    return town.thinned(one, keep=("company",)), town.thinned(other, keep=("company",))


def namesakes_at_sisters(town: Town, chance: Random) -> Two:
    """The same name at two firms of one concern."""
    one, other = sister_firms(town, chance)
    person = town.person(at_work=True)
    return (
        replace(one, first_name=person.first, last_name=person.last, salutation=""),
        replace(other, first_name=person.first, last_name=person.last, salutation=""),
    )


def branches(town: Town, chance: Random) -> Two:
    """One firm's name at two places or one, two people or nobody named: a firm is nobody."""
    firm = town.firm()
    one, other = (town.says(town.person(firm=firm)) for _ in range(2))
    one, other = (replace(said, phone=town.mobile()) for said in (one, other))
    if chance.random() < 0.5:
        other = replace(other, company=firm.name, postal_code=town.another(firm.address).postal_code)
    if one.last_name == other.last_name:
        other = replace(other, last_name=f"Zu {other.last_name}")
    if one.email == other.email:
        other = replace(other, email=f"2.{other.email}")
    return town.thinned(one, keep=("company",)), town.thinned(other, keep=("company",))


def alike_in_town(town: Town, chance: Random) -> Two:
    """Two last names that are almost alike, one first name, one postal code."""
    first, second = chance.choice(town.names.alike)
    one = town.person(last=first, at_work=False)
    other = replace(town.person(last=second, at_work=False), first=one.first, salutation=one.salutation)
    other = replace(town.with_mails(other), home=_near(one.home, town))
    keep = ("email", "phone", "first_name")
    return town.thinned(town.says(one), keep=keep), town.thinned(town.says(other), keep=keep)


def taken_over_number(town: Town, chance: Random) -> Two:
    """A number that somebody else has now, or a house with new people in it."""
    one, other = town.person(at_work=False), town.person(at_work=False)
    said, later = town.says(one), town.says(other)
    if chance.random() < 0.5:
        later = _at(later, said)
    later = replace(later, phone=said.phone)
    keep = ("phone", "email", "first_name")
    return town.thinned(said, keep=keep), town.thinned(later, keep=keep)


def strangers(town: Town, chance: Random) -> Two:
    """Two people who share the place, and some the first name."""
    one, other = town.person(), town.person()
    if chance.random() < 0.5:
        other = replace(other, first=one.first, salutation=one.salutation)
    if other.last == one.last:
        other = replace(other, last=f"{other.last}er")
    return town.thinned(town.says(one)), town.thinned(_at(town.says(other), town.says(one)))


def _near(address: Address, town: Town) -> Address:
    return replace(address, street=town.address().street)


def _at(said: Prospect, there: Prospect) -> Prospect:
    """At the other's address."""
    return replace(
        said, street=there.street, postal_code=there.postal_code, place=there.place, country=there.country
    )


DIFFERENT: Final[dict[str, Callable[[Town, Random], Two]]] = {
    make.__name__: make
    for make in (
        namesakes, family, family_half_named, couples, father_and_son, colleagues, colleagues_direct, namesakes_at_one_firm, sister_firms, namesakes_at_sisters,
        branches, alike_in_town, taken_over_number, strangers,
    )
}  # fmt: skip
