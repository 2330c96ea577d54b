"""A hostile file with what it is and which answers to it are right."""

from collections.abc import Callable
from dataclasses import dataclass

REFUSED = frozenset({413, 415, 422})
"""Too large, no picture that is read here, or not worth assessing."""
ANSWERED = REFUSED | {200}
"""A file that holds a true picture beside what is hostile may be assessed as that picture."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file of the corpus.

    Attributes:
        name: What it is, in words.
        make: Makes its bytes, the same each time; large ones exist only while they are sent.
        answers: Statuses that are right.
        file_name: Name under which it is uploaded; what a name claims must not count.
    """

    name: str
    make: Callable[[], bytes]
    answers: frozenset[int] = REFUSED
    file_name: str = "spot.jpg"
