"""The production server: one process with threads, one model copy, checked before it starts."""

import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from apiflask import APIFlask

    from lentigo.parts import Parts

_building = threading.Lock()


@cache
def _application() -> "APIFlask":
    from lentigo.app import create_app

    return create_app()


def application(environ: dict[str, Any], start_response: "Callable[..., Any]") -> "Iterable[bytes]":
    """Answer as WSGI for servers that import `app:app`; the parts are built at the first request, after any fork."""
    with _building:  # of the first requests, one builds and the others wait
        built = _application()
    return built(environ, start_response)


def serve(settings: Settings) -> None:
    """Run the server until SIGTERM or SIGINT; running requests end before it does.

    One process holds one copy of the model, and its threads share the engine's micro-batches; a second process would
    double the memory and halve the batches. Why waitress: benchmarks/results/summary.md.

    Raises:
        BadConfiguration: The port is taken, or a part of the application cannot be used.
    """
    from lentigo.app import create_app
    from lentigo.vision.room import keep_memory_low
    from lentigo.web.listener import Listener
    from lentigo.web.logs import init_logs

    init_logs(settings.log_level)
    keep_memory_low()
    application = create_app(settings)
    try:
        listener = Listener(
            application,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            queue=settings.queue,
            largest=settings.max_upload_mb * 1_000_000,
            trusted_proxies=settings.trusted_proxies,
            cors_origins=settings.cors_origins,
        )
    except OSError as error:
        raise BadConfiguration(f"the server cannot listen on {settings.host}:{settings.port}: {error}") from error
    listener.run()
    parts: Parts = application.extensions["lentigo"]
    parts.submissions.deletions.stop()
    parts.classifier.close()
    parts.audit.close()
    parts.records.close()
