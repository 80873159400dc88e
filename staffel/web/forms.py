"""How forms look here, and how a refusal finds its field: the words beside it, nothing typed is lost."""

from django import forms
from django.forms.renderers import TemplatesSetting

from staffel.rules.refused import Refused
from staffel.web.refusals import in_words


class Renderer(TemplatesSetting):
    """Every field: label, control, help and errors below it, as `{{ form.name.as_field_group }}`."""

    field_template_name = "_field.html"


def show_refusal(form: forms.Form, refused: Refused) -> None:
    """The refusal's words beside the field that it names; at the top of the form when it names none of the form's."""
    field = refused.details.get("field")
    form.add_error(field if field in form.fields else None, in_words(refused))
