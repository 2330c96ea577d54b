"""DICOM (placeholder, follows)."""

from lentigo.vision.refusals import unsupported
from lentigo.vision.source import Source


def read_dicom(data: bytes) -> Source:
    """Read the header of a DICOM file."""
    raise unsupported("A DICOM file")
