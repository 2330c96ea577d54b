"""Stores without a server, with submissions of several ages."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lentigo.audit.service import Audit, open_audit
from lentigo.kinds import KINDS
from lentigo.privacy.retention import Retention
from lentigo.settings import Settings
from lentigo.storage import Blobs, Records, now, open_blobs, open_records
from lentigo.submissions.store import SUBMISSION, SubmissionStore
from tests.server import SECRET


class House:
    """Stores with submissions of several ages."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(_env_file=None, data_dir=folder, jwt_secret_key=SECRET, mongo_uri=None)
        self.records: Records = open_records(self.settings, KINDS)
        self.blobs: Blobs = open_blobs(self.settings)
        self.audit: Audit = open_audit(self.records, self.settings)
        self.store = SubmissionStore(self.records)

    def keep(self, *, days_old: float, owner: str = "somebody") -> dict[str, Any]:
        """Keep a submission that was made a while ago."""
        keys = [self.blobs.put(secrets.token_bytes(100)) for _ in range(2)]
        created: datetime = now() - timedelta(days=days_old)
        return self.store.add({"owner_id": owner, "created": created, "picture_key": keys[0], "thumbnail_key": keys[1]})

    def retention(self, days: int = 30) -> Retention:
        return Retention(records=self.records, blobs=self.blobs, audit=self.audit, days=days)

    def left(self) -> set[int]:
        return {record["number"] for record in self.records.find(SUBMISSION, limit=1000).records}

    def acts(self, what: str) -> list[dict[str, Any]]:
        return self.audit.find(what=what, limit=1000).records
