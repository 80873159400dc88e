"""What a further enquiry of one person adds to what is known: only where nothing is known yet."""

from collections.abc import Mapping
from typing import Any, Final

from staffel.rules.answers import COLUMNS, NOT_TYPED
from staffel.rules.forms import Form, Question, is_answered
from staffel.rules.words import normalised

ADDRESS: Final = ("street", "postal_code", "place")


def additions(
    known: Mapping[str, Any], more: Mapping[str, Any], *, form: Form, of: Form
) -> Mapping[str, Any]:
    """What `more` (prospect columns, the product and answers by key, asked by the form `of`) says that is not `known`.
    Nothing known is ever replaced. An answer is one only where the known lead's own `form` asks the same; of another
    address nothing is taken, so that no house number comes to stand in another town."""
    taken = {
        key: value for key, value in more.items() if is_answered(value) and not is_answered(known.get(key))
    }
    one_address = _is_one_address(known, more)
    return {
        key: value
        for key, value in taken.items()
        if (
            one_address
            if key in ADDRESS
            else key in COLUMNS or _reads(form.question(key), of.question(key), value, key)
        )
    }


def _is_one_address(known: Mapping[str, Any], more: Mapping[str, Any]) -> bool:
    pairs = [(known.get(key), more.get(key)) for key in ("country", *ADDRESS)]
    return all(normalised(str(one)) == normalised(str(other)) for one, other in pairs if one and other)


def _reads(question: Question | None, theirs: Question | None, value: Any, key: str) -> bool:
    """Whether what the other form was answered is an answer to this question."""
    if question is None:
        return key == "product"
    if question.type in NOT_TYPED or (theirs and theirs.type != question.type):
        return False
    options = {option.key for option in question.options}
    return not options or options.issuperset(value if isinstance(value, list) else [value])
