"""What a Prometheus server reads: requests by route, their duration, and what was assessed."""

import hmac
import logging
import time
from typing import Any

from apiflask import APIBlueprint
from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from lentigo.accounts.permissions import Right, requires
from lentigo.parts import parts
from lentigo.web.errors import route

blueprint = APIBlueprint("metrics", __name__, tag="Service")

log = logging.getLogger(__name__)

_TEXT: Any = {200: {"description": "The figures, as Prometheus reads them", "content": {"text/plain": {}}}}
"""APIFlask takes it, but its annotations ask for integers and texts as keys in one."""

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

REQUESTS = Counter("lentigo_requests_total", "Requests answered.", ["method", "endpoint", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "lentigo_request_seconds",
    "Duration of a request.",
    ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15),
    registry=REGISTRY,
)
ASSESSED = Counter(
    "lentigo_assessments_total", "Pictures assessed.", ["condition", "risk", "report_source"], registry=REGISTRY
)
REFUSED = Counter("lentigo_refused_pictures_total", "Pictures turned away.", ["code"], registry=REGISTRY)


def _brings_the_token() -> bool:
    token = parts().settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return token is not None and hmac.compare_digest(given.encode(), token.encode())


@blueprint.get("/metrics")
@requires(Right.OPERATE, unless=_brings_the_token)
@blueprint.doc(responses=_TEXT)
def metrics() -> Response:
    """Give the figures in Prometheus text; for an administrator or the bearer of LENTIGO_METRICS_TOKEN."""
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def init_metrics(app: Flask) -> None:
    """Count and time every request under the name of its route; the address itself could hold an e-mail."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "unknown"
        # Any word may stand where the method does, and each would be kept for as long as the process lives.
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, endpoint, response.status_code).inc()
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        SECONDS.labels(endpoint).observe(seconds)
        log.debug(
            "%s %s: %d in %.0f ms (request %s)",
            request.method, route(), response.status_code, 1000 * seconds, g.get("request_id", ""),
        )  # fmt: skip
        return response
