"""What the public form takes in: once, with its files once, and what was kept is settled by what comes mended."""

from dataclasses import replace

import pytest

from staffel.actions.public_forms import keep_enquiry, take_enquiry
from staffel.models import Attachment, Entry, Lead, Submission
from staffel.rules.files import MOST_FILES
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


def test_files_of_what_is_not_taken_are_kept_once_and_go_along_with_what_comes_mended(scene: Scene) -> None:
    photo = ("roof.jpg", b"\xff\xd8\xff1")
    for text in ("anna@", "anna@exam", "anna@"):
        problems = [Problem("email", "Not taken.")]
        keep_enquiry("page", {"email": text}, problems, files=[PLAN, PLAN, photo], now=scene.now)
    assert {row.lead_id for row in Attachment.objects.all()} == {None}
    assert not Entry.objects.filter(kind="attachment.added").exists()
    lead_id = take_enquiry(enquiry("page", at=scene.now), [PLAN], now=scene.later(minutes=1))
    at_lead = Attachment.objects.filter(lead_id=lead_id).order_by("filename")
    assert [row.filename for row in at_lead] == ["plan.pdf", "roof.jpg"]
    assert bytes(at_lead[1].content or b"") == photo[1]
    assert Entry.objects.filter(kind="attachment.added", lead_id=lead_id).count() == 2


def test_an_arrival_keeps_no_file_that_a_lead_would_not_and_no_more_of_them(scene: Scene) -> None:
    problems = [Problem("email", "Not taken.")]
    with pytest.raises(Refused) as refused:
        keep_enquiry("page", {"email": "x"}, problems, files=[("a.exe", b"MZ\x00")], now=scene.now)
    assert refused.value.code == "file_unknown"
    assert not Submission.objects.exists()
    many = [(f"{n}.pdf", b"%PDF-1.4") for n in range(MOST_FILES + 1)]
    keep_enquiry("page", {"email": "x"}, problems, files=many, now=scene.now)
    assert Attachment.objects.count() == MOST_FILES
