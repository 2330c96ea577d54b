"""The parts that one running service consists of, built once by `lentigo.app` and reached from requests."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

from lentigo.settings import Settings
from lentigo.storage.blobs import Blobs
from lentigo.storage.records import Records

if TYPE_CHECKING:
    from lentigo.audit.service import Audit
    from lentigo.conversations.service import Conversations
    from lentigo.dashboard.service import Dashboard
    from lentigo.lesions.service import Lesions
    from lentigo.model.service import ModelInUse
    from lentigo.oversight.service import Oversight
    from lentigo.privacy.consents import Consents
    from lentigo.reports.compose import Reporter
    from lentigo.reviews.service import Reviews
    from lentigo.submissions.service import Submissions
    from lentigo.vision.classifier import Classifier


@dataclass(frozen=True, slots=True)
class Parts:
    """What the rooms work with."""

    settings: Settings
    records: Records
    blobs: Blobs
    audit: "Audit"
    classifier: "Classifier"
    reporter: "Reporter"
    submissions: "Submissions"
    consents: "Consents"
    reviews: "Reviews"
    conversations: "Conversations"
    lesions: "Lesions"
    model: "ModelInUse"
    dashboard: "Dashboard"
    oversight: "Oversight"


def parts() -> Parts:
    """Give the parts of the running application; only inside a request or an application context."""
    return cast(Parts, current_app.extensions["lentigo"])
