"""What is checked before the server starts, so that a fault is one sentence and not a crash of the worker."""

import errno
import socket
from collections.abc import Iterator

from lentigo.problems import BadConfiguration, Problem
from lentigo.settings import Settings, misspelt


def preflight(settings: Settings) -> Iterator[str]:
    """Check settings, port, store and model bundle, and make the first administrator.

    Yields:
        Lines for the person who starts the server: its address, and at the first start how to become administrator.

    Raises:
        BadConfiguration: Something is missing or wrong; one sentence says what.
    """
    from lentigo.accounts.service import ensure_first_admin
    from lentigo.accounts.setup import setup_code
    from lentigo.kinds import KINDS
    from lentigo.storage import open_blobs, open_records, told_if_away
    from lentigo.submissions.store import SUBMISSION
    from lentigo.vision.bundle import check_bundle
    from lentigo.vision.registry import served_bundle_path

    _check_port(settings)
    settings.secret()
    check_bundle(served_bundle_path(model_dir=settings.model_dir, data_dir=settings.data_dir))
    try:
        blobs = open_blobs(settings)
        blobs.ping()
        records = open_records(settings, KINDS)
    except BadConfiguration:
        raise
    except Problem as problem:
        raise BadConfiguration(problem.message) from problem
    try:
        address = address_of(settings)
        yield f"Lentigo is at {address}/app/"
        for name, meant in misspelt().items():
            yield f"{name} is no setting and does nothing; is {meant} meant?"
        if away := told_if_away(settings, records, blobs, SUBMISSION):
            yield f"Warning: {away}"
        ensure_first_admin(records, settings)
        code = setup_code(records)
        if code is not None:
            yield f"There is no administrator yet. Open {address}/app/setup within an hour and type this code: {code}"
    finally:
        records.close()


def address_of(settings: Settings) -> str:
    """Give the address that a person at this machine can open."""
    host = "localhost" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise BadConfiguration(
                    f"port {settings.port} is already in use; stop what runs there, or choose another: PORT=5001"
                ) from error
            raise BadConfiguration(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error
