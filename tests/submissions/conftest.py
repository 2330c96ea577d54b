"""What these suites share with others."""

from tests.privacy.test_meanwhile import room

__all__ = ["room"]
