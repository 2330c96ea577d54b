"""The audit of a whole running service: every act is in it, nobody's name is, and it is whole when the server stops."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.server import ADMIN, Person, Server

NAME, EMAIL = "Wilhelmina Example", "wilhelmina@home.example"
PASSWORD = "a password that is long enough"

ACTS = {
    "account.registered", "account.sign_in_refused", "account.approved", "account.signed_in", "access.refused",
    "submission.created", "submission.listed", "submission.read", "submission.refused", "thumbnail.read", "image.read",
    "report.downloaded", "report.written", "submission.deleted", "picture.refused", "account.renamed",
    "account.role_changed", "account.reset_link_issued", "account.erased", "account.created", "audit.searched",
    "audit.exported", "model.changed", "account.signed_out", "account.listed",
}  # fmt: skip


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own, whose audit no other test fills."""
    running = Server(tmp_path_factory.mktemp("watched")).start(ready_within=120)
    yield running
    running.stop()


def lentigo(server: Server, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line on the store of a service."""
    command = [sys.executable, "-m", "lentigo", *arguments]
    return subprocess.run(
        command, cwd=server.data_dir, env=server.environment, capture_output=True, text=True, timeout=120, check=False
    )


def lines_of(answer: httpx.Response) -> list[dict[str, object]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def live(server: Server, melanoma: bytes) -> str:
    """Do everything that the audit must know; gives the account id of the patient."""
    newcomer = {"name": NAME, "email": EMAIL, "password": PASSWORD}
    server.visitor().post("/register", json=newcomer, expect=201)
    server.visitor().post("/login", json={"email": EMAIL, "password": "wrong password"}, expect=401)
    server.visitor().post("/login", json={"email": "nobody@home.example", "password": "wrong password"}, expect=401)
    admin = server.admin()
    admin.patch(f"/users/{EMAIL}/approve", json={"role": "user"}, expect=200)
    patient, other = server.visitor().sign_in(EMAIL, PASSWORD), server.user("other@home.example", name="Other Example")
    account: str = patient.get("/account", expect=200).json()["_id"]
    made = patient.upload(melanoma, force="true", expect=200).json()
    patient.upload(b"not a picture", expect=415)
    address = f"/submissions/{made['_id']}"
    read_all(patient, address, made)
    for method in ("GET", "DELETE"):
        other.ask(method, address, expect=404)
    patient.get("/audit", expect=403)
    patient.patch("/account", json={"name": NAME.upper()}, expect=200)
    patient.delete(address, expect=200)
    patient.post("/logout", expect=200)
    admin.patch(f"/users/{EMAIL}/approve", json={"role": "doctor"}, expect=200)
    admin.post(f"/users/{EMAIL}/reset-link", expect=201)
    admin.delete(f"/doctors/{EMAIL}", expect=200)
    admin.get("/users", expect=200)
    admin.get("/audit", params={"who": EMAIL}, expect=200)
    return account


def read_all(patient: Person, address: str, made: dict[str, str]) -> None:
    patient.get("/submissions", expect=200)
    patient.get(address, expect=200)
    patient.get(f"{address}/image", expect=200)
    patient.get(f"{address}/report.pdf", expect=200)
    patient.post("/generate_report", json={"submission_id": made["_id"]}, expect=200)
    patient.http.get(made["thumbnail_url"])


def test_every_act_is_in_it_and_nobodys_name(watched: Server, melanoma: bytes) -> None:
    account = live(watched, melanoma)
    admin = watched.admin()
    download = admin.get("/audit/export", expect=200)
    assert download.headers["Content-Disposition"].startswith('attachment; filename="lentigo-audit-')
    lines = lines_of(download)
    assert ACTS - {str(line["what"]) for line in lines} == set()
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    for secret in (NAME, NAME.upper(), "Example", EMAIL, "@", ADMIN[1], PASSWORD, "melanoma", "nobody.home"):
        assert secret not in download.text, secret
    of_the_patient = lines_of(admin.get("/audit/export", params={"who": account}, expect=200))
    assert {line["who"] for line in of_the_patient} == {account}
    assert {"submission.read", "report.downloaded"} <= {str(line["what"]) for line in of_the_patient}
    (named,) = {line["record"] for line in lines if line["what"] == "submission.refused"}
    assert named in {line["record"] for line in lines if line["what"] == "submission.created"}


def test_it_is_checked_and_exported_at_the_machine_while_the_server_runs_and_after_its_stop(watched: Server) -> None:
    checked = lentigo(watched, "audit", "verify")
    assert checked.returncode == 0, checked.stderr
    assert "count " in checked.stdout
    assert "head " in checked.stdout
    exported = lentigo(watched, "audit", "export", "-")
    assert exported.returncode == 0, exported.stderr
    assert '"audit.exported"' in exported.stdout.splitlines()[-1], "before anything goes out"
    assert "name of a file" in lentigo(watched, "audit", "export", "").stderr
    target = watched.data_dir / "audit.jsonl"
    assert lentigo(watched, "audit", "export", str(target)).returncode == 0
    assert target.stat().st_mode & 0o777 == 0o600
    assert len(target.read_text().splitlines()) == len(exported.stdout.splitlines()) + 1
    assert watched.stop() == 0
    head = (watched.data_dir / "data" / "audit_head").read_text().split()
    at_rest = lentigo(watched, "audit", "verify")
    assert f"count {int(head[0])}" in at_rest.stdout
    assert head[1] in at_rest.stdout
    assert "fewer than there are" not in at_rest.stdout


def test_a_fault_is_a_sentence_and_exit_status_1(watched: Server) -> None:
    data = watched.data_dir / "data"
    cut = "DELETE FROM audit WHERE id = (SELECT MAX(id) FROM audit)"
    alter(data, cut)
    found = lentigo(watched, "audit", "verify")
    assert found.returncode == 1
    assert "is missing: the end was cut off" in found.stderr
    assert "Traceback" not in found.stderr
    (data / "audit_key").rename(data / "audit_key.away")
    for command in (["audit", "verify"], ["serve"]):
        lost = lentigo(watched, *command)
        assert lost.returncode == 1
        assert "the key of the audit is missing" in lost.stderr
        assert "Traceback" not in lost.stderr
    assert lentigo(watched, "audit", "new-key").returncode == 1
    renewed = lentigo(watched, "audit", "new-key", "--lost")
    assert renewed.returncode == 0, renewed.stderr
    again = lentigo(watched, "audit", "verify")
    assert again.returncode == 0, again.stderr
    assert "were chained with an earlier key" in again.stdout


def alter(data: Path, statement: str) -> None:
    with sqlite3.connect(data / "lentigo.sqlite3") as connection:
        connection.execute(statement)
    connection.close()
