"""The production server: one worker process with threads, one model copy, checked before it starts."""

import logging
import os
from typing import TYPE_CHECKING, Any

from lentigo.problems import BadConfiguration
from lentigo.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)

_built: "list[Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]]" = []


def application(environ: dict[str, Any], start_response: "Callable[..., Any]") -> "Iterable[bytes]":
    """Answer as WSGI for servers that import `app:app`; the parts are built at the first request, after any fork."""
    if not _built:
        from lentigo.app import create_app

        _built.append(create_app())
    return _built[0](environ, start_response)


def serve(settings: Settings) -> None:
    """Run the server until it is told to stop; SIGTERM lets running requests end.

    One process holds one copy of the model, and its threads share the engine's micro-batches; a second process would
    double the memory and halve the batches.

    Raises:
        BadConfiguration: The port is taken.
    """
    from granian.constants import Interfaces
    from granian.errors import ConfigurationError
    from granian.http import HTTP1Settings
    from granian.server import Server

    export(settings)
    server = Server(
        "lentigo.app:create_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.threads,
        backpressure=settings.threads + settings.queue,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        log_access=False,
        workers_kill_timeout=30,
    )
    try:
        server.serve()
    except (ConfigurationError, OSError) as error:
        raise BadConfiguration(f"the server cannot listen on {settings.host}:{settings.port}: {error}") from error


def export(settings: Settings) -> None:
    """Hand settings that were given on the command line to the worker process, which reads the environment."""
    for name, field in type(settings).model_fields.items():
        if name not in settings.model_fields_set:
            continue
        value = getattr(settings, name)
        alias = field.validation_alias.choices[0]  # type: ignore[union-attr]
        if value is not None:
            os.environ[str(alias)] = ",".join(value) if isinstance(value, tuple) else str(value)
