"""Says in a plain sentence when a question is asked: "Nur wenn Heizung Öl oder Gas ist"."""

from staffel.rules.forms import Form, OnlyIf, Question
from staffel.rules.spans import is_german, listed


def only_if_in_words(question: Question, form: Form, language: str) -> str:
    """The conditions of a question; "" where it is asked in any case."""
    said = [_condition(condition, form, language) for condition in question.only_if]
    if not said:
        return ""
    return f"{'Nur wenn' if is_german(language) else 'Only if'} {listed(said, language)}"


def _condition(condition: OnlyIf, form: Form, language: str) -> str:
    named = form.question(condition.question)
    label = named.label(language) if named else condition.question
    german = is_german(language)
    if not condition.values:
        return f"„{label}“ beantwortet ist" if german else f"“{label}” is answered"
    values = [_value(named, value, german=german, language=language) for value in condition.values]
    either = listed(values, language, last=("oder", "or"))
    return f"„{label}“ {either} ist" if german else f"“{label}” is {either}"


def _value(named: Question | None, value: str, *, german: bool, language: str) -> str:
    if named is None or named.type != "yes_no":
        return named.option_label(value, language) if named else value
    return {"yes": "ja" if german else "yes", "no": "nein" if german else "no"}.get(value, value)
