"""The lines of a campaign and of a form on a sheet."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from staffel.queries import labels
from staffel.queries.setup_words import GATES, QUESTION_SECTIONS, QUESTION_TYPES, UNREACHABLE
from staffel.queries.sheet_lines import Line, Terms, thing_name, yes
from staffel.rules.campaigns import Campaign
from staffel.rules.conditions_in_words import only_if_in_words
from staffel.rules.forms import Form, Option, Question
from staffel.rules.spans import listed, temperature_in_words


def campaign_lines(campaign: Campaign, terms: Terms) -> Iterator[Line]:
    for at, choice in enumerate(campaign.markets, start=1):
        conditions = [
            one.in_words(terms.language, labels=terms.names.questions, options=terms.names.options)
            for one in choice.conditions
        ]
        row = terms.book.markets.get(choice.market)
        where = listed(conditions, terms.language) or _("everything else")
        market = row.name if row else choice.market
        label = _("Choice %(number)s") % {"number": at}
        yield Line(f"markets.{at}", _("Which market, by condition"), label, f"{where} → {market}")
    for name, label in (
        ("form", _("Form")),
        ("policy", _("Policy")),
        ("pipeline", _("Sales pipeline")),
        ("reasons", _("Reasons")),
    ):
        yield Line(name, "", label, thing_name(name, getattr(campaign, name), book=terms.book))
    yield Line(
        "temperature",
        "",
        _("Temperature at the start"),
        temperature_in_words(campaign.temperature, terms.language),
    )
    yield Line("product", "", _("Product where none is named"), campaign.product or "–")
    yield Line("currency", "", _("Currency"), campaign.currency)
    yield from _asking(campaign, terms)
    for name, label, points in (
        ("points", _("For coming from this campaign"), campaign.points),
        ("hot_from", _("Hot from"), campaign.hot_from),
        ("warm_from", _("Warm from"), campaign.warm_from),
    ):
        yield Line(name, _("Temperature by points"), label, str(points))
    title = _("The prospect")
    tells, asks = (
        _("Write to prospects who will call them"),
        _("Ask the prospect whether somebody has called"),
    )
    asked, needs = (
        _("The prospects have asked themselves"),
        _("No lead offer without consent to passing it on"),
    )
    yield Line("by_enquiry", title, asked, yes(campaign.by_enquiry))
    yield Line("needs_consent", title, needs, yes(campaign.needs_consent))
    yield Line("tells_prospect", title, tells, yes(campaign.tells_prospect))
    yield Line("asks_prospect", title, asks, yes(campaign.asks_prospect))
    title, wish = _("The public form"), _("Ask which firm the prospect wishes for")
    yield Line("asks_wish", title, wish, yes(campaign.asks_wish))
    if campaign.sites:
        yield Line("sites", title, _("Websites that may show it"), "\n".join(campaign.sites))
    for name, label, day in (
        ("fair_from", _("First day"), campaign.fair_from),
        ("fair_until", _("Last day"), campaign.fair_until),
    ):
        if day:
            yield Line(name, _("Fair"), label, date_format(day, _("j M Y")))


def _asking(campaign: Campaign, terms: Terms) -> Iterator[Line]:
    """Who asks what is missing, what must be known when, and what is read out."""
    names, title = {p.key: p.name for p in terms.book.parties.values()}, _("What must be known")
    for name, label, nobody in (
        ("qualifier", _("Who asks what is missing"), _("the market's desk")),
        ("second_qualifier", _("When that takes too long"), _("back to the desk")),
    ):
        key = getattr(campaign, name)
        yield Line(name, title, label, names.get(key, key) or nobody)
    said = labels.label(UNREACHABLE, campaign.unreachable)
    yield Line("unreachable", title, _("When nobody could be reached"), said)
    for key, gate in campaign.gates.items():
        label = terms.names.questions.get(key, key)
        yield Line(
            f"gates.{key}", _("Required otherwise than the form says"), label, labels.label(GATES, gate)
        )
    for code, name in (("de", _("German")), ("en", _("English"))):
        if campaign.script.get(code):
            yield Line(f"script.{code}", _("What is read out"), name, campaign.script[code])


def form_lines(form: Form, terms: Terms) -> Iterator[Line]:
    names = [form.labels.get(one, "") for one in ("de", "en")]
    yield Line(".name", "", _("Name"), " · ".join(filter(None, names)))
    order = [question.label(terms.language) for question in form.questions]
    yield Line(".order", "", _("Questions in their order"), " → ".join(order))
    for question in form.questions:
        for name, label, value in _question(question, form, terms.language):
            if value:
                yield Line(f"{question.key}.{name}", question.label(terms.language), label, value)


def _question(question: Question, form: Form, language: str) -> Iterator[tuple[str, str, str]]:
    yield (
        "labels",
        _("Question"),
        " · ".join(filter(None, (question.labels.get(one) for one in ("de", "en")))),
    )
    yield "key", _("Short name"), question.key
    yield "type", _("Kind of answer"), labels.label(QUESTION_TYPES, question.type)
    yield (
        "purpose",
        _("Consent to"),
        labels.label(labels.PURPOSES, question.purpose) if question.purpose else "",
    )
    yield "section", _("Section"), labels.label(QUESTION_SECTIONS, question.section)
    yield "gate", _("Required"), labels.label(GATES, question.gate)
    yield "one_of", _("One of these is enough"), _enough(question, form, language)
    yield "only_if", _("When it is asked"), only_if_in_words(question, form, language)
    yield "options", _("Options"), "\n".join(_option(one) for one in question.options)
    yield "help", _("Help"), " · ".join(filter(None, (question.help.get(one) for one in ("de", "en"))))
    yield "teaser", _("Shown before the acceptance"), yes(question.in_teaser) if question.in_teaser else ""
    yield "internal", _("Not on the public form"), yes(question.is_internal) if question.is_internal else ""
    yield "score", _("Score of an answer"), f"{question.score:+d}" if question.score else ""


def _enough(question: Question, form: Form, language: str) -> str:
    """The questions of its group."""
    same = [one for one in form.questions if question.one_of and one.one_of == question.one_of]
    return listed([one.label(language) for one in same], language, last=("oder", "or"))


def _option(option: Option) -> str:
    name = " · ".join(filter(None, (option.labels.get(one) for one in ("de", "en"))))
    return f"{name} ({option.score:+d})" if option.score else name
