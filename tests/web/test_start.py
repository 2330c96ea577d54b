"""How the server starts: what it needs, what it says, and what it refuses in one sentence."""

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from lentigo.settings import load_settings, misspelt
from lentigo.web.preflight import address_of
from tests.mongod import MongoServer
from tests.server import Server, free_port


def start_in_vain(folder: Path, environment: Mapping[str, str]) -> tuple[str, float]:
    """Start a server that must refuse; gives what it said and after how many seconds it was gone."""
    server = Server(folder, environment)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "lentigo", "serve"],
        env=server.environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr.strip(), time.monotonic() - began


def test_a_secret_that_is_too_short_is_refused_with_the_command_to_make_one(tmp_path: Path) -> None:
    said, _ = start_in_vain(tmp_path, {"JWT_SECRET_KEY": "short"})
    assert "JWT_SECRET_KEY" in said
    assert "token_urlsafe" in said
    assert "short" not in said.replace("too short", "")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LENTIGO_CORS_ORIGINS", "https://*.clinic.example", "https://page.clinic.example"),
        ("LENTIGO_CORS_ORIGINS", "clinic.example", "https://page.clinic.example"),
        ("LENTIGO_PUBLIC_URL", "lentigo.clinic.example", "https://lentigo.clinic.example"),
        ("LENTIGO_PUBLIC_URL", "ftp://clinic.example", "https://lentigo.clinic.example"),
        ("LENTIGO_DATA_DIR", "~nobody-of-this-name/data", "name the folder in full"),
        ("LENTIGO_SESSION_DAYS", "3000000", "36500"),
        ("LENTIGO_ACCESS_TOKEN_MINUTES", "9999999999", "52560000"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(tmp_path: Path, name: str, value: str, told: str) -> None:
    said, _ = start_in_vain(tmp_path, {name: value})
    assert told in said
    assert len(said.splitlines()) == 1


def test_a_file_of_settings_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"OPENROUTER_MODEL=caf\xe9\n")
    said, _ = start_in_vain(tmp_path, {})
    assert ".env" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("given", ["https://x.example", "https://x.example/", "https://x.example/app/"])
def test_the_address_of_the_page_will_do_for_that_of_the_service(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("LENTIGO_PUBLIC_URL", given)
    assert load_settings(_env_file=None).public_url == "https://x.example"


def test_a_file_of_settings_may_name_folders_below_home_as_a_shell_would(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("LENTIGO_DATA_DIR", "LENTIGO_MODEL_DIR", "LENTIGO_MASTER_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    (tmp_path / "settings").write_text("LENTIGO_DATA_DIR=~/lentigo\nLENTIGO_MODEL_DIR=models/~mine\n", encoding="utf-8")
    settings = load_settings(_env_file=tmp_path / "settings")
    assert (settings.data_dir, settings.model_dir) == (tmp_path / "ada" / "lentigo", Path("models/~mine"))
    assert settings.master_key_file is None


def test_a_misspelt_setting_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith(("LENTIGO_", "OPENROUTER_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LENTIGO_RETENTION_DAY", "30")
    monkeypatch.setenv("LENTIGO_PORT", "8080")
    monkeypatch.setenv("LENTIGO_SOMETHING_OF_OTHERS", "1")
    (tmp_path / ".env").write_text("MONGODB_URI=mongodb://x\nPORT=5000\nHOMEPAGE=x\n", encoding="utf-8")
    assert misspelt() == {
        "LENTIGO_PORT": "PORT",
        "LENTIGO_RETENTION_DAY": "LENTIGO_RETENTION_DAYS",
        "MONGODB_URI": "MONGO_URI",
    }
    with Server(tmp_path / "house", {"LENTIGO_RETENTION_DAY": "30"}) as server:
        said = server.log.read_text()
    assert "LENTIGO_RETENTION_DAY is no setting and does nothing; is LENTIGO_RETENTION_DAYS meant?" in said


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://localhost:5000"),  # noqa: S104
        ("::", "http://localhost:5000"),
        ("::1", "http://[::1]:5000"),
        ("clinic.example", "http://clinic.example:5000"),
    ],
)
def test_the_address_that_is_printed_can_be_opened(host: str, address: str) -> None:
    assert address_of(load_settings(_env_file=None, host=host, port=5000)) == address


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("PORT", "LENTIGO_DATA_DIR", "LENTIGO_HOST", "LENTIGO_LOG_LEVEL", "LENTIGO_CORS_ORIGINS", "MONGO_URI"):
        monkeypatch.setenv(name, "")
    found = load_settings(host="")
    assert (found.port, found.data_dir, found.host, found.log_level) == (5000, Path("data"), "127.0.0.1", "warning")
    assert found.mongo_uri is None
    assert found.cors_origins == (), "no origin at all is a choice"


def test_a_database_that_mongodb_refuses_is_one_sentence(tmp_path: Path, mongod: MongoServer) -> None:
    address = mongod.new_database()
    beginning, _, rest = address.rpartition("/")
    name, mark, options = rest.partition("?")
    said, _ = start_in_vain(tmp_path, {"MONGO_URI": f"{beginning}/{name}{'x' * 80}{mark}{options}"})
    assert "refuses the database" in said
    assert len(said.splitlines()) == 1


def test_a_mongodb_that_does_not_answer_ends_the_start_within_ten_seconds(tmp_path: Path) -> None:
    said, seconds = start_in_vain(tmp_path, {"MONGO_URI": f"mongodb://127.0.0.1:{free_port()}/"})
    assert seconds < 10
    assert len(said.splitlines()) == 1
    assert "MongoDB" in said
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_a_port_in_use_is_named(server: Server, tmp_path: Path) -> None:
    said, _ = start_in_vain(tmp_path, {"PORT": str(server.port)})
    assert str(server.port) in said
    assert "in use" in said


def test_a_bundle_that_was_altered_is_refused(tmp_path: Path) -> None:
    from lentigo.vision.bundle import shipped_bundle_path

    chosen = os.environ.get("LENTIGO_MODEL_DIR")
    source = shipped_bundle_path(Path(chosen) if chosen else None)
    altered = tmp_path / "bundle"
    altered.mkdir()
    for name in ("bundle.json", "model.xml", "model.bin"):
        (altered / name).write_bytes((source / name).read_bytes())
    with (altered / "model.bin").open("r+b") as weights:
        weights.seek(1000)
        weights.write(b"altered")
    said, _ = start_in_vain(tmp_path, {"LENTIGO_MODEL_DIR": str(altered)})
    assert "model.bin" in said


def test_without_a_secret_one_is_made_once_and_kept_private(tmp_path: Path) -> None:
    server = Server(tmp_path, {"JWT_SECRET_KEY": ""})
    with server:
        token = server.admin().token
        key = server.data_dir / "data" / "jwt_secret_key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        made = key.read_text()
    with server:
        assert key.read_text() == made
        person = server.visitor()
        person.token = token
        person.get("/account", expect=200)


def test_the_first_start_prints_a_code_that_makes_one_administrator(tmp_path: Path) -> None:
    server = Server(tmp_path, {"LENTIGO_ADMIN_EMAIL": "", "LENTIGO_ADMIN_PASSWORD": ""})
    with server:
        line = next(line for line in server.log.read_text().splitlines() if "code" in line)
        code = line.rsplit(" ", 1)[1]
        someone = {"name": "Ada", "email": "ada@clinic.example", "password": "a long password"}
        assert server.visitor().get("/setup", expect=200).json() == {"needed": True}
        server.visitor().post("/setup", json={**someone, "code": "WRONG-CODE0-00000-00000"}, expect=403)
        server.visitor().post("/setup", json={**someone, "code": code}, expect=201)
        server.visitor().post("/setup", json={**someone, "email": "b@c.example", "code": code}, expect=409)
        assert server.visitor().get("/setup", expect=200).json() == {"needed": False}
        server.visitor().sign_in("ada@clinic.example", "a long password").get("/users", expect=200)
    with server:
        last = server.log.read_text().split("Lentigo is at")[-1]
        assert "There is no administrator yet" not in last


@pytest.mark.parametrize("command", [["-m", "lentigo", "serve"], ["app.py"]], ids=["lentigo serve", "python app.py"])
def test_a_running_request_ends_before_the_server_does(tmp_path: Path, command: list[str], melanoma: bytes) -> None:
    server = Server(tmp_path)
    if command == ["app.py"]:
        repository = Path(__file__).parents[2]
        server.command = [sys.executable, str(repository / "app.py")]
    with server:
        person = server.user("late@home.example")
        answers: list[int] = []
        threads = [
            threading.Thread(target=lambda: answers.append(person.upload(melanoma).status_code)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.05)
        status = server.stop()
        for thread in threads:
            thread.join()
    assert status == 0
    assert answers == [200] * 4
