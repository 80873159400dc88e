"""Log in with e-mail and password, log out: Django's own views."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView

login = LoginView.as_view(
    template_name="login.html", redirect_authenticated_user=True, authentication_form=AuthenticationForm
)
logout = LogoutView.as_view()
