"""Log in with a password or a mailed code, choose a new password, log out: allauth's own views in our words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.generic import TemplateView

from staffel.channels.access_mails import sends_to_people
from staffel.models import Installation

View = Callable[..., HttpResponseBase]


class Login(views.LoginView):  # type: ignore[misc]
    """The page says what to do first where nothing is set up yet, and offers a code only where mail is sent. The address
    may name the e-mail that is typed already."""

    template_name = "login.html"

    def get_initial(self) -> dict[str, Any]:
        return {"login": _named(self.request)}

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**given)
        is_set_up = Installation.objects.exists()
        return found | {"is_set_up": is_set_up, "sends_mail": is_set_up and sends_to_people()}


class AskCode(views.RequestLoginCodeView):  # type: ignore[misc]
    """Where a code is asked for; the address may name the e-mail that is typed already."""

    template_name = "account/ask_code.html"

    def get_initial(self) -> dict[str, Any]:
        return {"email": _named(self.request)}


def _named(request: HttpRequest) -> str:
    return request.GET.get("email", "")[:254].replace("\0", "")


def where_mail_is_sent(view: View) -> View:
    """Without a mail server nobody gets a code: the page does not exist then."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        if not sends_to_people():
            raise Http404("no mail is sent here")
        return view(request, *args, **given)

    return page


def with_template(view: Any, template: str) -> View:
    """One of allauth's views with a template of ours."""
    made: View = view.as_view(template_name=template)
    return made


login = Login.as_view()
logout = LogoutView.as_view()
inactive = TemplateView.as_view(template_name="account/inactive.html")
ask_code = where_mail_is_sent(AskCode.as_view())
enter_code = where_mail_is_sent(with_template(views.ConfirmLoginCodeView, "account/enter_code.html"))
forgotten = where_mail_is_sent(with_template(views.PasswordResetView, "account/forgotten.html"))
forgotten_sent = where_mail_is_sent(with_template(views.PasswordResetDoneView, "account/forgotten_sent.html"))
new_password = where_mail_is_sent(with_template(views.PasswordResetFromKeyView, "account/new_password.html"))
