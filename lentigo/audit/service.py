"""The one place through which every sign-in, refusal, read and change is remembered.

Lines are pseudonymous from the first one: `who` and `record` are ids, never a name or an e-mail address.
"""

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lentigo.audit.chain import SERVICE, Chain, line_of
from lentigo.audit.head import FILE, HeadFile
from lentigo.audit.key import ChainKey, key_path, load_key, make_key
from lentigo.audit.lines import AUDIT, PAGE, last_line
from lentigo.problems import BadConfiguration
from lentigo.settings import Settings
from lentigo.storage.records import Page, Record, Records, now
from lentigo.storage.values import clean

__all__ = ["AUDIT", "KINDS", "NOBODY", "OPERATOR", "SERVICE", "Audit", "open_audit"]

KINDS = (AUDIT,)

NOBODY = "nobody"
"""`who` of an act that no account stands behind, such as a sign-in under an unknown address."""

OPERATOR = "operator"
"""`who` of an act at the machine itself: the command line, or a setting read at the start."""


class Audit:
    """Remembers who did what.

    Args:
        records: Where the lines are kept.
        chain: Hangs each line on the one before.
        clock: Tells the time, aware and UTC.
    """

    def __init__(self, records: Records, chain: Chain, *, clock: Callable[[], datetime] = now) -> None:
        self._records = records
        self._chain = chain
        self._clock = clock

    def record(
        self,
        *,
        who: str,
        what: str,
        record: str | None = None,
        when: datetime | None = None,
        where: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> Record:
        """Write one line; when this returns, it is durable and the file of the head knows it.

        Args:
            who: Account id of the person who acts, or NOBODY, or OPERATOR.
            what: Stable slug of the act: its noun, a dot, and its verb in the past, such as `account.signed_in`.
            record: Id of what it was done to.
            when: Time of the act; the present by default.
            where: Network address that it came from; anything that is none is not kept.
            detail: What else a reader needs; nothing that names a person.

        Raises:
            Unavailable: The store does not answer.
            ValueError: It holds an e-mail address, or what no record may hold.
        """
        line = line_of(
            who=who, what=what, record=record, when=when or self._clock(), where=_address(where),
            detail=dict(detail) if detail else None,
        )  # fmt: skip
        _demand_nameless(line)
        written: Record = clean(line)
        return self._chain.append(written)

    def find(
        self,
        *,
        who: str | None = None,
        what: str | None = None,
        record: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Page:
        """Fetch lines, newest first.

        Args:
            who: Only acts of this account.
            what: Only acts of this slug.
            record: Only acts on this record.
            since: Earliest time, inclusive.
            until: Latest time, exclusive.
            after: `Page.next` of the page before.
            limit: Largest number of lines, 1 to 1000.
        """
        return self._records.find(
            AUDIT, where=_given(who=who, what=what, record=record), order="when", descending=True,
            since=since, until=until, after=after, limit=limit,
        )  # fmt: skip

    def lines(
        self,
        *,
        who: str | None = None,
        what: str | None = None,
        record: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Record]:
        """Go through lines, oldest first: in the order of the chain, or of time where a range of time is asked for.

        Args:
            who: Only acts of this account.
            what: Only acts of this slug.
            record: Only acts on this record.
            since: Earliest time, inclusive.
            until: Latest time, exclusive.
        """
        order = "id" if since is None and until is None else "when"
        after = None
        while True:
            page = self._records.find(
                AUDIT, where=_given(who=who, what=what, record=record), order=order,
                since=since, until=until, after=after, limit=PAGE,
            )  # fmt: skip
            yield from page.records
            if (after := page.next) is None:
                return

    def note_model(self, title: str, *, fingerprint: str) -> None:
        """Remember which model judges from now on, where it is another one than before.

        Args:
            title: Its name and version.
            fingerprint: SHA-256 of its bundle, which tells apart what bears the same name.
        """
        latest = self.find(what="model.changed", limit=1).records
        before = (latest[0]["detail"] or {}).get("to") if latest else None
        model = {"title": title, "sha256": fingerprint}
        if before != model:
            self.record(who=OPERATOR, what="model.changed", detail={"from": before, "to": model})

    def note_setting(self, name: str, value: bool) -> None:
        """Remember that a setting that opens records is another than at the start before; off is how it begins.

        Args:
            name: The setting's name in the environment.
            value: What it is now.
        """
        latest = self.find(what="setting.changed", record=name, limit=1).records
        before = bool((latest[0]["detail"] or {}).get("to")) if latest else False
        if before != value:
            self.record(who=OPERATOR, what="setting.changed", record=name, detail={"from": before, "to": value})

    def close(self) -> None:
        """Bring the file of the head to the disk; for a clean stop."""
        self._chain.close()


def open_audit(records: Records, settings: Settings, *, clock: Callable[[], datetime] = now) -> Audit:
    """Open the audit of a store, with the key that its lines are chained with; a new store gets a new key.

    Args:
        records: An open store that knows the audit's kind.
        settings: Where the key and the file of the head are.
        clock: Tells the time, aware and UTC.

    Raises:
        BadConfiguration: The key is missing, is another one than the lines are chained with, or cannot be made.
        Unavailable: The store does not answer.
    """
    # The line before the key: whoever writes a line has made the key before.
    key = key_for(records, settings) or make_key(settings)
    return Audit(records, Chain(records, key, head_file(settings, key), clock), clock=clock)


def key_for(records: Records, settings: Settings) -> ChainKey | None:
    """Find the key that a store's lines are chained with; None when there is no key and none is needed yet.

    Raises:
        BadConfiguration: The key is missing, or another one.
    """
    last = last_line(records)
    head = settings.data_dir / FILE
    begun = last is not None or head.exists()
    key = load_key(settings)
    if key is None and begun:
        raise BadConfiguration(
            f"the key of the audit is missing: its lines are chained with a key that was in {key_path(settings)}; "
            "put it back from its copy, or set LENTIGO_AUDIT_KEY; if it is lost for good, see `lentigo audit new-key`"
        )
    if key is not None and last is not None and last.get("key") != key.name:
        source = "LENTIGO_AUDIT_KEY" if settings.audit_key is not None else str(key_path(settings))
        raise BadConfiguration(
            f"{source} is not the key of this audit: the last line is chained with the key {last.get('key')}, this one "
            f"is {key.name}; put back the right one; where it is lost for good, see `lentigo audit new-key`"
        )
    return key


def head_file(settings: Settings, key: ChainKey) -> HeadFile:
    """Give the file beside the key that says where the chain ends."""
    return HeadFile(settings.data_dir / FILE, key)


def _given(**asked: str | None) -> dict[str, str]:
    return {field: value for field, value in asked.items() if value is not None}


def _address(where: str | None) -> str | None:
    """Keep a network address and nothing else: behind a proxy it is what somebody wrote into a header."""
    try:
        return None if where is None else str(ipaddress.ip_address(where))
    except ValueError:
        return "unknown"


def _demand_nameless(value: Any) -> None:
    """Refuse what looks like an e-mail address, wherever it stands: a mistake of ours must not come to stay."""
    if isinstance(value, str) and "@" in value:
        raise ValueError("expected ids in a line of the audit, received something with an @")
    if isinstance(value, Mapping):
        for name, item in value.items():
            _demand_nameless(name)
            _demand_nameless(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _demand_nameless(item)
