"""Findings about the picture itself (thresholds follow)."""

from lentigo.vision.assessment import Finding
from lentigo.vision.decode import Picture


def find(picture: Picture) -> tuple[Finding, ...]:
    """Look at a picture's quality."""
    return ()
