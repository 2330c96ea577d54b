"""Lentigo: self-hosted skin-lesion assessment. Decision support for research and education, not a medical device."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("lentigo")
except PackageNotFoundError:  # running from a source tree that was never installed
    __version__ = "0.0.0"

DISCLAIMER = (
    "Lentigo supports a clinician's decision and never replaces one. "
    "It is for research and education and is not a medical device."
)
