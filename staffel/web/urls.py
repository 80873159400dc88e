"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from staffel.web import (
    deliveries,
    held,
    intake,
    lead_acts,
    lead_list,
    leads,
    login,
    members,
    outflow,
    process,
    today,
)
from staffel.web.health import healthz
from staffel.web.portal import links

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("leads", lead_list.leads, name="leads"),
    path("leads.<slug:kind>", lead_list.leads_file, name="leads-file"),
    path("leads/held", held.held, name="held"),
    path("leads/<uuid:lead_id>", leads.lead, name="lead"),
    path("leads/<uuid:lead_id>/<slug:act>", lead_acts.lead_act, name="lead-act"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>", deliveries.delivery, name="delivery"),
    path("intake", intake.intake, name="intake"),
    path("outflow", outflow.outflow, name="outflow"),
    path("outflow/<slug:act>", outflow.change, name="outflow-change"),
    path("process", process.process, name="process"),
    path("login", login.login, name="login"),
    path("logout", login.logout, name="logout"),
    path("act-as/<uuid:member_id>", members.act_as, name="act-as"),
    path("language", set_language, name="set_language"),
    path("l/<str:token>", links.link, name="link"),
    path("l/<str:token>/process", links.expected, name="link-process"),
    path("l/<str:token>/<slug:act>", links.answer, name="answer"),
    path("healthz", healthz, name="healthz"),
]
