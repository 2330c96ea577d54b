"""How the audit goes on when its key was lost: under a new key, with a line that says so."""

import contextlib

from lentigo.audit.head import FILE
from lentigo.audit.key import key_path, load_key, make_key
from lentigo.audit.lines import AUDIT, START, chain, end_of, last_line
from lentigo.audit.service import OPERATOR, head_file
from lentigo.audit.verify import KEY_REPLACED
from lentigo.problems import BadConfiguration, Conflict
from lentigo.settings import Settings
from lentigo.storage.records import Duplicate, Records, now
from lentigo.storage.values import clean


def renew(records: Records, settings: Settings) -> int:
    """Begin a chain under a new key where the old one ends; its lines stay as they are.

    The new key is LENTIGO_AUDIT_KEY where it is set; otherwise one is made in the place of the file that is there.

    Args:
        records: An open store; no server may run on it.
        settings: Where key and head file are.

    Returns:
        Number of the last line under the lost key.

    Raises:
        BadConfiguration: The key that is there is the right one, or there is no chain.
        Conflict: Somebody writes lines at the same time.
    """
    last = last_line(records)
    if last is None:
        raise BadConfiguration("there is no chain that a new key could go on from; start the server, it makes its key")
    present = load_key(settings)
    if present is not None and last.get("key") == present.name:
        raise BadConfiguration("the key that is there is the one that the audit is chained with; nothing is lost")
    if settings.audit_key is None and present is not None:
        # It may yet be the key of another store: set aside, not thrown away.
        path = key_path(settings)
        path.rename(path.with_name(f"{path.name}.{present.name}"))
        present = None
    key = present or make_key(settings)
    end = end_of(last) if last else START
    said = {
        "who": OPERATOR, "what": KEY_REPLACED, "record": None, "when": now(), "where": None,
        "detail": {"count": end.count, "mac": end.mac, "key": last.get("key")},
    }  # fmt: skip
    line = chain(key, end, [clean(said)])
    try:
        records.insert_all(AUDIT, line)
    except Duplicate:
        raise Conflict("the audit is being written; stop the server first") from None
    with contextlib.suppress(FileNotFoundError):
        (settings.data_dir / FILE).unlink()
    head_file(settings, key).advance(end_of(line[0]))
    return end.count
