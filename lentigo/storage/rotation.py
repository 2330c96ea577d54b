"""A new master key for every picture, one picture at a time: what was done stays done, whenever the work is killed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lentigo.problems import BadConfiguration
from lentigo.storage.sealed import SealedBlobs
from lentigo.storage.sealing import Damaged, KeyMissing


@dataclass(slots=True)
class Rotated:
    """What a rotation did.

    Attributes:
        key: Id of the current master key.
        changed: Pictures that were put under it.
        seen: Pictures that were looked at.
        left: Keys of pictures that could not be opened, each with the reason.
    """

    key: str
    changed: int = 0
    seen: int = 0
    left: dict[str, str] = field(default_factory=dict)


def rotate(blobs: SealedBlobs, *, tell: Callable[[int], None] = lambda _: None) -> Rotated:
    """Put every picture under a new master key; may run while the service runs, and again after it was killed.

    With a key file, the new key is made here and the running service notices it. With the environment, the operator
    has set the new key, and the running service must have been started anew with it and the earlier one: a service
    that was not answers 503 with a sentence for the pictures whose key it lacks, and loses none.

    Args:
        blobs: The pictures.
        tell: Is called with the number of pictures seen.

    Raises:
        BadConfiguration: The key file cannot be written.
        Unavailable: The store does not answer.
    """
    if not blobs.keys.from_environment and not blobs.is_between_keys():
        blobs.keys.add()
    done = Rotated(blobs.keys.ring().current.id)
    for key in blobs.names():
        try:
            done.changed += blobs.bring_up(key)
        except (Damaged, KeyMissing) as problem:
            done.left[key] = problem.message
        done.seen += 1
        tell(done.seen)
    blobs.all_brought_up()
    return done


def status(blobs: SealedBlobs) -> Counter[str]:
    """Count the pictures by the id of the master key that they need; also `plain` and `damaged`."""
    found: Counter[str] = Counter()
    for key in blobs.names():
        try:
            found[blobs.sealed_under(key)] += 1
        except Damaged:
            found["damaged"] += 1
        except KeyError:
            continue  # deleted meanwhile
    return found


def refuse_without_new_key(blobs: SealedBlobs) -> None:
    """Tell an operator whose keys come from the environment to set a new one first.

    Raises:
        BadConfiguration: Everything is sealed under LENTIGO_MASTER_KEY already, so there is nothing to rotate to.
    """
    if not blobs.keys.from_environment or blobs.may_be_plain() or blobs.is_between_keys():
        return
    counted = status(blobs)
    if set(counted) <= {blobs.keys.ring().current.id}:
        raise BadConfiguration(
            "everything is sealed under LENTIGO_MASTER_KEY already; to rotate, set a new key there, put the old one "
            "into LENTIGO_MASTER_KEYS_PREVIOUS, start the service anew with both, and run this again"
        )
