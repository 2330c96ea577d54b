"""The audit is tried in the service of accounts, which writes and reads it."""

from tests.accounts.conftest import admin, house, settings

__all__ = ["admin", "house", "settings"]
