"""The one place through which every sign-in, refusal, read and change is remembered.

Lines are pseudonymous from the first one: `who` and `record` are ids, never a name or an e-mail address.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from lentigo.storage.records import Kind, Page, Record, Records, now

AUDIT = Kind(name="audit", indexed=("who", "what", "record"), ordered=("when",))
KINDS = (AUDIT,)

NOBODY = "nobody"
"""`who` of an act that no account stands behind, such as a sign-in under an unknown address."""

OPERATOR = "operator"
"""`who` of an act at the machine itself: the command line, or a setting read at the start."""


class Audit:
    """Remembers who did what.

    Args:
        records: Where the lines are kept.
        clock: Tells the time, aware and UTC.
    """

    def __init__(self, records: Records, *, clock: Callable[[], datetime] = now) -> None:
        self._records = records
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
        """Write one line; when this returns, it is durable.

        Args:
            who: Account id of the person who acts, or NOBODY, or OPERATOR.
            what: Stable slug of the act: its noun, a dot, and its verb in the past, such as `account.signed_in`.
            record: Id of what it was done to.
            when: Time of the act; the present by default.
            where: Network address that it came from.
            detail: What else a reader needs; nothing that names a person.

        Raises:
            Unavailable: The store does not answer.
        """
        return self._records.insert(
            AUDIT,
            {
                "who": who,
                "what": what,
                "record": record,
                "when": when or self._clock(),
                "where": where,
                "detail": dict(detail) if detail else None,
            },
        )

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
        asked = {"who": who, "what": what, "record": record}
        return self._records.find(
            AUDIT,
            where={field: value for field, value in asked.items() if value is not None},
            order="when",
            descending=True,
            since=since,
            until=until,
            after=after,
            limit=limit,
        )
