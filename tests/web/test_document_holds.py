"""The whole API against its own document: schemathesis with all checks and phases, stateful, on a real server."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.server import ADMIN, Server

ROOT = Path(__file__).parents[2]
SECONDS = 100
PASSWORD = "a password that is long enough"


def test_the_service_does_what_its_document_says(tmp_path: Path, melanoma: bytes) -> None:
    # The setting opens the routes of oversight, which would otherwise only be refused.
    with Server(tmp_path, {"LENTIGO_ADMINS_READ_RECORDS": "true"}) as server:
        patient, doctor = server.user("patient@home.example"), server.user("doctor@clinic.example", role="doctor")
        for _ in range(2):
            patient.upload(melanoma, expect=200)
        report, settings = tmp_path / "report.json", Path(__file__).with_name("schemathesis.toml")
        done = subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings), "run",
                f"{server.url}/openapi.json", "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful",
                "--max-time", str(SECONDS), "--no-color", "--report", "json", "--report-json-path", str(report),
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SCHEMATHESIS_HOOKS": "tests.web.schemathesis_hooks",
                "LENTIGO_TEST_URL": server.url,
                "LENTIGO_TEST_USER": patient.email,
                "LENTIGO_TEST_DOCTOR": doctor.email,
                "LENTIGO_TEST_ADMIN": ADMIN[0],
                "LENTIGO_TEST_USER_PASSWORD": PASSWORD,
                "LENTIGO_TEST_DOCTOR_PASSWORD": PASSWORD,
                "LENTIGO_TEST_ADMIN_PASSWORD": ADMIN[1],
            },
            capture_output=True,
            text=True,
            timeout=SECONDS + 300,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
        documented = server.visitor().get("/openapi.json", expect=200).json()["paths"]
        operations = sum(len(set(path) & {"get", "put", "post", "patch", "delete"}) for path in documented.values())
        assert f"Operations:       {operations} selected / {operations} total" in done.stdout
        for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
            assert f"✅ {phase}" in done.stdout, "every phase must have run"
        assert json.loads(report.read_text()), "the run left no report"
        assert "Traceback" not in server.log.read_text()
        server.visitor().get("/readyz", expect=200)
