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
from lentigo.conversations import routes as conversation_routes
from lentigo.conversations.service import Conversations
from lentigo.dashboard import routes as dashboard_routes
from lentigo.dashboard.service import Dashboard
from lentigo.kinds import KINDS
from lentigo.lesions import routes as lesion_routes
from lentigo.lesions.service import Lesions
from lentigo.lesions.store import LesionStore
from lentigo.model import routes as model_routes
from lentigo.model.service import ModelInUse
from lentigo.oversight import routes as oversight_routes
from lentigo.oversight.service import SETTING, Oversight
from lentigo.parts import Parts
from lentigo.privacy import routes as privacy_routes
from lentigo.privacy.consents import Consents
from lentigo.privacy.daily import keep_retention
from lentigo.reports import routes as report_routes
from lentigo.reports.compose import Reporter
from lentigo.reviews import routes as review_routes
from lentigo.reviews.service import Reviews
from lentigo.settings import Settings, load_settings
from lentigo.storage import open_blobs, open_records
from lentigo.submissions import routes as submission_routes
from lentigo.submissions.service import Submissions
from lentigo.submissions.signing import PictureSigner
from lentigo.submissions.store import SubmissionStore
from lentigo.vision.bundle import load_bundle
from lentigo.vision.classifier import Classifier
from lentigo.vision.registry import served_bundle_path
from lentigo.web import headers, health, metrics, page
from lentigo.web.errors import init_errors
from lentigo.web.openapi import init_openapi
from lentigo.web.requests import init_requests

ROOMS = (
    account_routes,
    submission_routes,
    lesion_routes,
    review_routes,
    conversation_routes,
    oversight_routes,
    report_routes,
    privacy_routes,
    condition_routes,
    model_routes,
    dashboard_routes,
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
    CORS(
        app,
        origins=list(settings.cors_origins),
        expose_headers=["X-Request-ID", "Retry-After", "X-Total-Count"],
        max_age=600,
    )

    built = build_parts(settings)
    app.extensions["lentigo"] = built
    app.extensions["lentigo.page"] = page.page_folder()
    accounts.init_app(app, built)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    keep_retention(built)
    built.submissions.deletions.keep_sweeping()
    return app


def build_parts(settings: Settings) -> Parts:
    """Open the stores and load the model; after any fork, because threads and connections start here."""
    records = open_records(settings, KINDS)
    blobs = open_blobs(settings)
    audit = open_audit(records, settings)
    reporter = Reporter(settings)
    bundle = load_bundle(served_bundle_path(model_dir=settings.model_dir, data_dir=settings.data_dir))
    classifier = Classifier(bundle, queue=settings.queue)
    classifier.ping()  # loads the network now, so that the first picture does not wait for it
    audit.note_model(bundle.title, fingerprint=bundle.fingerprint)
    consents = Consents(records=records, audit=audit)
    store, accounts, followed = SubmissionStore(records), AccountStore(records), LesionStore(records)
    store.file_all()
    submissions = Submissions(
        settings=settings,
        store=store,
        lesions=followed,
        blobs=blobs,
        classifier=classifier,
        reporter=reporter,
        audit=audit,
        signer=PictureSigner(settings.secret()),
        owner_stands=accounts.stands,
        consents=consents,
        name_of=accounts.name_of,
    )
    reviews = Reviews(records=records, blobs=blobs, consents=consents, audit=audit)
    conversations = Conversations(
        store=store,
        own=submissions.own,
        case=reviews.case,
        consents=consents,
        audit=audit,
        name_of=accounts.name_of,
    )
    lesions = Lesions(
        store=followed,
        submissions=store,
        own=submissions.own,
        tell=submissions.told,
        audit=audit,
        owner_stands=accounts.stands,
    )
    model = ModelInUse(bundle)
    dashboard = Dashboard(settings=settings, records=records, reviews=reviews, audit=audit)
    allowed = settings.admins_read_records
    audit.note_setting(SETTING, allowed)
    oversight = Oversight(records=records, blobs=blobs, audit=audit, allowed=allowed)
    return Parts(
        settings=settings,
        records=records,
        blobs=blobs,
        audit=audit,
        classifier=classifier,
        reporter=reporter,
        submissions=submissions,
        consents=consents,
        reviews=reviews,
        conversations=conversations,
        lesions=lesions,
        model=model,
        dashboard=dashboard,
        oversight=oversight,
    )
