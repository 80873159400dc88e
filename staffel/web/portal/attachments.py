"""What is attached on an enquiry's page: photos from the camera, and documents."""

from staffel.actions.attachments import attach_file
from staffel.rules.files import LARGEST
from staffel.rules.refused import Refused
from staffel.web.attachments import read_files
from staffel.web.portal.taps import Answer


def attach_photo(said: Answer) -> None:
    """A picture from the camera. Refused (`file_missing`, `file_large`) and as `attach_file`."""
    photo = said.files.get("photo")
    if photo is None:
        raise Refused("file_missing", "Please choose a file.", field="photo")
    if (photo.size or 0) > LARGEST:
        raise Refused("file_large", "The file is too large.", field="photo")
    attach_file(
        said.lead_id,
        filename=photo.name or "",
        content=photo.read(),
        actor=said.actor,
        now=said.now,
        mandate_id=said.mandate_id,
        at=said.at,
    )


def attach_documents(said: Answer) -> None:
    """Documents, by the limits of the house's page of a lead. Refused as `read_files` and `attach_file`."""
    mandate_id = said.mandate_id
    for name, content in read_files(said.files.getlist("files")):
        attach_file(
            said.lead_id,
            filename=name,
            content=content,
            actor=said.actor,
            now=said.now,
            mandate_id=mandate_id,
            at=said.at,
        )
