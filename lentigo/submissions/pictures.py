"""The pictures of a submission: the kept one, its thumbnail, and the heat map, which is drawn when it is asked for."""

import logging

from lentigo.problems import NotFound
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Record
from lentigo.submissions.assessments import from_record
from lentigo.vision.explain import heatmap_png

log = logging.getLogger(__name__)


def picture_of(record: Record, what: str, blobs: Blobs) -> tuple[bytes, str]:
    """Fetch a picture of a submission, with its media type.

    Args:
        record: The stored submission.
        what: image, heatmap or thumbnail.
        blobs: Where pictures are kept.

    Raises:
        NotFound: The picture store has it no longer.
        Unavailable: It cannot be read.
    """
    if what == "heatmap":
        assessment = from_record(record["assessment"])
        return heatmap_png(assessment, width=record["width"], height=record["height"]), "image/png"
    key, media_type = (
        (record["thumbnail_key"], "image/jpeg")
        if what == "thumbnail"
        else (record["picture_key"], record["media_type"])
    )
    try:
        return blobs.get(key), media_type
    except KeyError:
        log.error("the %s of submission %s is not in the picture store", what, record["id"])
        raise NotFound("The picture of this submission is missing from the picture store.") from None
