"""The audit is tried in the service of accounts, which writes and reads it."""

from tests.accounts.conftest import admin, cheap_passwords, house, settings

__all__ = ["admin", "cheap_passwords", "house", "settings"]
