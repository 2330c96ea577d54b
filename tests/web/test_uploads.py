"""How uploads arrive."""

from tests.server import Person


def test_no_byte_pattern_makes_an_upload_look_too_large(patient: Person) -> None:
    """A carriage return at the end of each piece read may begin a boundary, so the parser keeps it for the next."""
    patient.upload(b"\r" * 300_000, expect=415)
