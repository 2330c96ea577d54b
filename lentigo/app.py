"""The application: builds the parts, registers the rooms, nothing else."""

from typing import cast

from apiflask import APIFlask
from flask.json.provider import DefaultJSONProvider
from flask_cors import CORS

from lentigo import __version__, accounts
from lentigo.accounts import routes as account_routes
from lentigo.accounts.store import AccountStore
from lentigo.audit import routes as audit_routes
from lentigo.audit.service import open_audit
from lentigo.conditions import routes as condition_routes
from lentigo.kinds import KINDS
from lentigo.parts import Parts
from lentigo.privacy import routes as privacy_routes
from lentigo.privacy.consents import Consents
from lentigo.privacy.daily import keep_retention
from lentigo.reports import routes as report_routes
from lentigo.reports.compose import Reporter
from lentigo.settings import Settings, load_settings
from lentigo.storage import open_blobs, open_records
from lentigo.submissions import routes as submission_routes
from lentigo.submissions.service import Submissions
from lentigo.submissions.signing import PictureSigner
from lentigo.submissions.store import SubmissionStore
from lentigo.vision.bundle import load_bundle, shipped_bundle_path
from lentigo.vision.classifier import Classifier
from lentigo.web import headers, health, metrics, page
from lentigo.web.errors import init_errors
from lentigo.web.openapi import init_openapi
from lentigo.web.requests import init_requests

ROOMS = (
    account_routes,
    submission_routes,
    report_routes,
    privacy_routes,
    condition_routes,
    audit_routes,
    health,
    metrics,
    page,
)
"""Every module with a blueprint."""


def create_app(settings: Settings | None = None) -> APIFlask:
    """Build the service.

    Args:
        settings: By default those of the environment.

    Raises:
        BadConfiguration: A setting, the store or the model bundle cannot be used.
    """
    settings = settings or load_settings()
    app = APIFlask("lentigo", title="Lentigo", version=__version__, docs_path=None, static_folder=None)  # type: ignore[arg-type]
    cast(DefaultJSONProvider, app.json).sort_keys = False  # probabilities go out largest first
    init_errors(app)
    init_requests(app, settings)
    init_openapi(app)
    headers.init_headers(app)
    metrics.init_metrics(app)
    CORS(app, origins=list(settings.cors_origins), expose_headers=["X-Request-ID", "Retry-After"], max_age=600)

    built = build_parts(settings)
    app.extensions["lentigo"] = built
    app.extensions["lentigo.page"] = page.page_folder()
    accounts.init_app(app, built)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    keep_retention(built)
    return app


def build_parts(settings: Settings) -> Parts:
    """Open the stores and load the model; after any fork, because threads and connections start here."""
    records = open_records(settings, KINDS)
    blobs = open_blobs(settings)
    audit = open_audit(records, settings)
    reporter = Reporter(settings)
    bundle = load_bundle(shipped_bundle_path(settings.model_dir))
    classifier = Classifier(bundle, queue=settings.queue)
    classifier.ping()  # loads the network now, so that the first picture does not wait for it
    audit.note_model(bundle.title, fingerprint=bundle.files["model.bin"])
    consents = Consents(records=records, audit=audit)
    submissions = Submissions(
        settings=settings,
        store=SubmissionStore(records),
        blobs=blobs,
        classifier=classifier,
        reporter=reporter,
        audit=audit,
        signer=PictureSigner(settings.secret()),
        owner_stands=AccountStore(records).stands,
        consents=consents,
    )
    return Parts(settings, records, blobs, audit, classifier, reporter, submissions, consents)
