"""Log in with e-mail and password, log out: Django's own views; before anything is set up, what to do first."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView

from staffel.models import Installation

login = LoginView.as_view(
    template_name="login.html",
    redirect_authenticated_user=True,
    authentication_form=AuthenticationForm,
    extra_context={"is_set_up": Installation.objects.exists},  # asked anew for every page
)
logout = LogoutView.as_view()
