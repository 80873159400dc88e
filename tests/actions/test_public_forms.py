"""What the public form takes in: once, with its files once, and what was kept is settled by what comes mended."""

from dataclasses import replace

import pytest

from staffel.actions.public_forms import keep_enquiry, take_enquiry
from staffel.models import Attachment, Entry, Lead, Submission
from staffel.rules.problems import Problem
from staffel.rules.refused import Refused
from tests.scene import Scene, enquiry

pytestmark = pytest.mark.django_db
PLAN = ("plan.pdf", b"%PDF-1.4 x")


def test_what_is_sent_twice_is_one_lead_with_one_file(scene: Scene) -> None:
    new = enquiry("page", at=scene.now, fingerprint="a")
    first = take_enquiry(new, [PLAN], now=scene.now)
    assert take_enquiry(new, [PLAN], now=scene.later(minutes=5)) == first
    assert Lead.objects.count() == Attachment.objects.count() == 1
    entry = Entry.objects.get(kind="lead.captured")
    assert (entry.actor_kind, entry.data["door"]) == ("prospect", "form")


def test_the_same_page_with_something_else_in_it_is_another_enquiry(scene: Scene) -> None:
    new = enquiry("page", at=scene.now, fingerprint="a" * 64)
    other = replace(
        new, fingerprint="b" * 64, prospect={**new.prospect, "email": "tal@example.org", "phone": ""}
    )
    assert take_enquiry(new, [], now=scene.now) != take_enquiry(other, [], now=scene.now)
    take_enquiry(other, [], now=scene.now)
    assert Lead.objects.count() == 2


def test_what_is_refused_leaves_nothing(scene: Scene) -> None:
    with pytest.raises(Refused):
        take_enquiry(enquiry("page", at=scene.now, campaign="gone"), [PLAN], now=scene.now)
    assert not Lead.objects.exists()
    assert not Attachment.objects.exists()
    assert not Entry.objects.exists()


def test_what_was_kept_is_settled_by_what_comes_mended(scene: Scene) -> None:
    for text in ("anna@", "anna@exam", "anna@"):
        keep_enquiry("page", {"email": text}, [Problem("email", "Not taken.")], now=scene.now)
    keep_enquiry("other", {"email": "x"}, [Problem("email", "Not taken.")], now=scene.now)
    assert Submission.objects.filter(state="problem").count() == 3
    take_enquiry(enquiry("page", at=scene.now), [], now=scene.now)
    assert [row.key for row in Submission.objects.filter(state="problem")] == ["other"]
