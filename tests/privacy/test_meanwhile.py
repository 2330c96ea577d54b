"""What a person decides while a picture is being assessed is obeyed too."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lentigo.accounts.permissions import Caller, Role
from lentigo.accounts.store import AccountStore
from lentigo.audit.service import open_audit
from lentigo.kinds import KINDS
from lentigo.lesions.store import LesionStore
from lentigo.privacy.consents import Consents
from lentigo.problems import Forbidden, NotSignedIn, Problem
from lentigo.reports.compose import Reporter
from lentigo.settings import Settings
from lentigo.storage import open_blobs, open_records
from lentigo.storage.records import now
from lentigo.submissions.service import Submissions
from lentigo.submissions.signing import PictureSigner
from lentigo.submissions.store import SubmissionStore
from lentigo.vision.assessment import Assessment
from tests.server import SECRET

FOUND = Assessment(
    condition="melanoma",
    confidence=0.8,
    probabilities={"melanoma": 0.8, "dermatofibroma": 0.2},
    malignancy=0.8,
    prediction_set=(),
    coverage=None,
    risk="high",
    uncertain=False,
    forced=False,
    quality=(),
    skin=None,
    class_map=((0.0,) * 7,) * 7,
    square=(0.0, 0.0, 1.0, 1.0),
    model="none",
)


class Slow:
    """A model during whose work something happens."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] = lambda: None

    def assess_picture(self, _picture: object, *, force: bool, turns: bool) -> Assessment:
        self.meanwhile()
        return FOUND


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Any]:
    """The submissions of one person on real stores, with a model that judges nothing."""
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", jwt_secret_key=SECRET, mongo_uri=None)
    records = open_records(settings, KINDS)
    accounts, audit, model = AccountStore(records), open_audit(records, settings), Slow()
    consents = Consents(records=records, audit=audit)
    account = accounts.add(
        name="A", email="a@home.example", role=Role.USER, approved=True, password="-", must_change_password=False,
        created=now(),
    )  # fmt: skip
    made: Any = model
    submissions = Submissions(
        settings=settings,
        store=SubmissionStore(records),
        lesions=LesionStore(records),
        blobs=open_blobs(settings),
        classifier=made,
        reporter=Reporter(settings),
        audit=audit,
        signer=PictureSigner(SECRET),
        owner_stands=accounts.stands,
        consents=consents,
    )
    caller = Caller(account.id, account.email, "A", Role.USER, True, False, "session")
    before = {path for path in (tmp_path / "data" / "blobs").rglob("*") if path.is_file()}
    yield SimpleNamespace(
        model=model, submissions=submissions, consents=consents, accounts=accounts, caller=caller, audit=audit,
        pictures=lambda: {path for path in (tmp_path / "data" / "blobs").rglob("*") if path.is_file()} - before,
    )  # fmt: skip
    records.close()


def refused(room: Any, picture: bytes, with_what: type[Problem]) -> None:
    """Send a picture that is refused, and of which nothing stays."""
    before = room.pictures()
    with pytest.raises(with_what):
        room.submissions.submit(caller=room.caller, data=picture, force=False, where="127.0.0.1")
    assert room.pictures() == before
    assert room.submissions.count(room.caller) == 0


def test_a_picture_whose_owner_withdraws_storage_meanwhile_is_dropped(room: Any, melanoma: bytes) -> None:
    room.model.meanwhile = lambda: room.consents.decide(
        room.caller.id, "storage", given=False, version=None, where=None
    )
    refused(room, melanoma, Forbidden)


def test_a_picture_whose_owner_is_erased_meanwhile_is_dropped(room: Any, melanoma: bytes) -> None:
    room.model.meanwhile = lambda: room.accounts.remove(room.caller.id)
    refused(room, melanoma, NotSignedIn)


def test_a_decision_of_an_account_that_is_gone_leaves_no_record(room: Any) -> None:
    room.accounts.remove(room.caller.id)
    with pytest.raises(NotSignedIn):
        room.consents.decide(room.caller.id, "training", given=True, version="1", where=None)
    assert not any(consent.given for consent in room.consents.of(room.caller.id))
    assert not any(one["decision"] for one in room.consents.history(room.caller.id))


def test_otherwise_it_is_kept(room: Any, melanoma: bytes) -> None:
    room.submissions.submit(caller=room.caller, data=melanoma, force=False, where="127.0.0.1")
    assert room.submissions.count(room.caller) == 1
    assert len(room.pictures()) == 2
