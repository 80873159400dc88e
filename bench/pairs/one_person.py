"""One person asks twice: what is not alike the second time."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from bench.pairs import spoiling
from bench.pairs.people import DIALLED, Person, Town, Two
from staffel.rules.prospects import Prospect


def _again(town: Town, person: Person, change: Callable[[Prospect], Prospect], *keep: str) -> Two:
    """The person asks, and asks again with its data changed like this."""
    said = town.says(person)
    again = change(town.says(person))
    return town.thinned(said, keep=keep), town.thinned(again, keep=keep)


def repeated(town: Town, _: Random) -> Two:
    return _again(town, town.person(), lambda said: said)


def mistyped_name(town: Town, chance: Random) -> Two:
    field = "last_name" if chance.random() < 0.6 else "first_name"
    return _again(
        town,
        town.person(),
        lambda said: replace(said, **{field: spoiling.typo(getattr(said, field), chance)}),
        "first_name",
    )


def transliterated(town: Town, chance: Random) -> Two:
    def change(said: Prospect) -> Prospect:
        spelled = {
            field: spoiling.transliterated(getattr(said, field), chance)
            for field in ("first_name", "last_name", "company", "street", "place")
        }
        return replace(said, **spelled)

    umlauts = [name for name in town.names.surnames if not name.isascii()]
    return _again(town, town.person(last=chance.choice(umlauts)), change)


def swapped_names(town: Town, chance: Random) -> Two:
    def change(said: Prospect) -> Prospect:
        way = chance.randrange(3)
        if way == 0:
            return replace(said, first_name=said.last_name, last_name=said.first_name)
        if way == 1:
            return replace(said, first_name="", last_name=f"{said.last_name}, {said.first_name}")
        return replace(said, first_name="", last_name=f"{said.first_name} {said.last_name}")

    one, other = _again(town, town.person(), lambda said: said, "first_name")
    return one, change(other)


def with_titles(town: Town, chance: Random) -> Two:
    title = chance.choice(("Dr.", "Prof. Dr.", "Dipl.-Ing.", "Herr", "Frau", "Dr. med."))

    def change(said: Prospect) -> Prospect:
        if chance.random() < 0.5 and said.first_name:
            return replace(said, first_name=f"{title} {said.first_name}")
        return replace(said, first_name="", last_name=f"{title} {said.first_name} {said.last_name}")

    return _again(town, town.person(), change, "first_name")


def shortened_name(town: Town, chance: Random) -> Two:
    def change(said: Prospect) -> Prospect:
        short = chance.choice((f"{said.first_name[0]}.", "", said.first_name.replace("-", " ").split()[0]))
        return replace(said, first_name=short)

    return _again(town, town.person(), change)


def double_name(town: Town, chance: Random) -> Two:
    """Married since, or only one of two last names given; mailbox and telephone stay."""
    second = chance.choice(town.names.surnames)
    return _again(
        town, town.person(), lambda said: replace(said, last_name=f"{said.last_name}-{second}"), "first_name"
    )


def moved_office(town: Town, _: Random) -> Two:
    """The same firm at another address: the fixed line is another, mailbox and mobile stay."""
    person = town.person(at_work=True)
    assert person.firm is not None
    new = town.another(person.firm.address)
    moved = replace(person, firm=replace(person.firm, address=new, switchboard=town.landline(new)))
    return town.thinned(town.says(person)), town.thinned(town.says(moved))


def moved_home(town: Town, _: Random) -> Two:
    person = town.person(at_work=False)
    new = town.another(person.home)
    moved = replace(person, home=new, landline=town.landline(new))
    return town.thinned(town.says(person)), town.thinned(town.says(moved))


def written_otherwise(town: Town, chance: Random) -> Two:
    """The telephone as people write it, the street shortened."""

    def change(said: Prospect) -> Prospect:
        code = "49" if said.phone.startswith("+49") else DIALLED[said.country]
        is_home = code == DIALLED[said.country]
        phone = spoiling.phone_written(said.phone, code, chance) if is_home else said.phone
        street = said.street.replace("straße", chance.choice(("str.", "strasse", " Str.")))
        return replace(said, phone=phone, street=street)

    return _again(town, town.person(), change, "phone", "country")


def mistyped_mail(town: Town, chance: Random) -> Two:
    return _again(
        town,
        town.person(),
        lambda said: replace(said, email=spoiling.mail_domain_typo(said.email, chance)),
        "email",
    )


def other_mail_spelling(town: Town, chance: Random) -> Two:
    return _again(
        town,
        town.person(at_work=False),
        lambda said: replace(said, email=spoiling.mail_alias(said.email, chance)),
        "email",
    )


def other_firm_spelling(town: Town, chance: Random) -> Two:
    def change(said: Prospect) -> Prospect:
        company = spoiling.other_form(said.company, town.names.forms, chance)
        return replace(said, company=spoiling.other_and(company, chance))

    return _again(town, town.person(at_work=True), change, "company")


def changed_firm(town: Town, chance: Random) -> Two:
    """A freelancer or salesman at another firm: the mobile stays, or the private mailbox."""
    person = town.person(at_work=True)
    moved = town.with_mails(replace(person, firm=town.firm()))
    moved = replace(moved, mail=person.mail)
    one, other = town.says(person), town.says(moved)
    if chance.random() < 0.7:
        one, other = replace(one, phone=person.mobile), replace(other, phone=person.mobile)
        keep = "phone"
    else:
        one, other = replace(one, email=person.mail), replace(other, email=person.mail)
        keep = "email"
    return town.thinned(one, keep=(keep,)), town.thinned(other, keep=(keep,))


def work_and_home(town: Town, chance: Random) -> Two:
    """Once from the firm, once from the sofa, with the same mobile or nothing but the name and the place."""
    person = town.person(at_work=True)
    assert person.firm is not None
    if chance.random() < 0.6:
        person = replace(person, home=replace(person.home, postal_code=person.firm.address.postal_code,
                                              place=person.firm.address.place, country=person.firm.address.country))  # fmt: skip
    one, other = town.says(person, at_work=True), town.says(person, at_work=False)
    if chance.random() < 0.8:
        one, other = replace(one, phone=person.mobile), replace(other, phone=person.mobile)
    return town.thinned(one), town.thinned(other)


def sparse(town: Town, chance: Random) -> Two:
    """The second time only a mailbox or a telephone, sometimes with a last name."""
    said = town.says(town.person())
    channel = chance.choice(("email", "phone"))
    last = said.last_name if chance.random() < 0.5 else ""
    return town.thinned(said, keep=("email", "phone")), Prospect(
        last_name=last, country=said.country, **{channel: getattr(said, channel)}
    )


def many_slips(town: Town, chance: Random) -> Two:
    """Taken down on a noisy stand: two or three things are wrong at once."""

    def change(said: Prospect) -> Prospect:
        slips = {
            "last_name": spoiling.typo(said.last_name, chance),
            "email": spoiling.mail_domain_typo(said.email, chance),
            "phone": said.phone[:-2] + str(chance.randint(10, 99)),
            "company": spoiling.typo(said.company, chance),
            "first_name": spoiling.typo(said.first_name, chance),
        }
        chosen = chance.sample(sorted(slips), 2 if chance.random() < 0.7 else 3)
        return replace(said, **{field: slips[field] for field in chosen})

    return _again(town, town.person(), change)


SAME: Final[dict[str, Callable[[Town, Random], Two]]] = {
    make.__name__: make
    for make in (
        repeated, mistyped_name, transliterated, swapped_names, with_titles, shortened_name, double_name, moved_office,
        moved_home, written_otherwise, mistyped_mail, other_mail_spelling, other_firm_spelling, changed_firm, work_and_home,
        sparse, many_slips,
    )
}  # fmt: skip
