"""`lentigo admin model …`: a bundle is checked, kept beside the data, and used from the next start of the server on."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lentigo.problems import BadConfiguration, NotFound
from lentigo.vision.bundle import load_bundle
from lentigo.vision.registry import SHIPPED, Registry, served_bundle_path
from tests.server import Server
from tests.vision.tiny import make_tiny_bundle

RED = (Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg").read_bytes()


def typed(server: Server, *arguments: object, status: int = 0, **environment: str) -> tuple[str, str]:
    """Type a command on the machine of a server; give standard output and error."""
    done = subprocess.run(
        [sys.executable, "-m", "lentigo", "admin", "model", *map(str, arguments)],
        cwd=server.data_dir,
        env={**server.environment, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service with a tiny bundle chosen before its first start."""
    server = Server(tmp_path_factory.mktemp("service"))
    server.environment.pop("LENTIGO_MODEL_DIR", None)
    server.data_dir.mkdir(parents=True, exist_ok=True)
    typed(server, "use", make_tiny_bundle(server.data_dir / "first"))
    server.start(ready_within=120)
    yield server
    server.stop()


def test_a_chosen_model_judges_from_the_next_start_on(service: Server) -> None:
    patient = service.user("model@home.example")
    judged = patient.upload(RED, force="true", expect=200).json()
    assert judged["model"] == "tiny 1"
    newer = make_tiny_bundle(service.data_dir / "second", version="2")
    said, _ = typed(service, "use", newer)
    assert said.startswith("tiny 2 (tiny-2-")
    assert "next start" in said
    assert patient.upload(RED, force="true", expect=200).json()["model"] == "tiny 1"
    assert service.stop() == 0
    service.start(ready_within=120)
    patient = service.visitor().sign_in("model@home.example", "a password that is long enough")
    assert patient.upload(RED, force="true", expect=200).json()["model"] == "tiny 2"
    history = patient.get("/submissions", expect=200).json()
    assert [one["model"] for one in history] == ["tiny 2", "tiny 1", "tiny 1"]
    lines = service.admin().get("/audit", params={"what": "model.chosen"}, expect=200).json()
    newest = (lines["lines"] if isinstance(lines, dict) else lines)[0]
    assert newest["who"] == "operator"
    assert newest["detail"]["to"]["title"] == "tiny 2"
    assert newest["detail"]["from"].startswith("tiny-1-")


def test_the_list_marks_the_model_in_use_and_show_tells_what_it_is(service: Server) -> None:
    found = json.loads(typed(service, "list", "--json")[0])
    assert [one["title"] for one in found if one["used"]] == [json.loads(typed(service, "show", "--json")[0])["title"]]
    assert SHIPPED in {one["name"] for one in found}
    name = next(one["name"] for one in found if one["title"] == "tiny 1")
    told = json.loads(typed(service, "show", name, "--json")[0])
    assert told["classes"] == ["melanoma", "normal skin", "vascular lesion"]
    assert told["metrics"] is None
    assert "has prediction sets: no" in typed(service, "show", name)[0]


def test_the_setting_wins_and_the_command_says_so(service: Server, tmp_path: Path) -> None:
    other = make_tiny_bundle(tmp_path / "set", version="9")
    name = next(one["name"] for one in json.loads(typed(service, "list", "--json")[0]) if one["title"] == "tiny 1")
    _, error = typed(service, "use", name, LENTIGO_MODEL_DIR=str(other))
    assert f"LENTIGO_MODEL_DIR is set to {other} and wins" in error
    said, error = typed(service, "list", LENTIGO_MODEL_DIR=str(other))
    assert [line.split("\t")[2] for line in said.splitlines() if line.startswith("*")] == ["tiny 9"]
    assert "wins" in error


def test_a_damaged_or_unknown_bundle_changes_nothing(service: Server, tmp_path: Path) -> None:
    before = typed(service, "list")[0]
    damaged = make_tiny_bundle(tmp_path / "damaged")
    with (damaged / "model.bin").open("ab") as file:
        file.write(b"x")
    assert "is refused: model.bin has SHA-256" in typed(service, "use", damaged, status=1)[1]
    wrong = make_tiny_bundle(tmp_path / "wrong", classes=["melanoma", "normal skin"], calibration={"temperature": 1.0})
    assert "expected 2 classes as bundle.json names them" in typed(service, "use", wrong, status=1)[1]
    assert "there is no model nothing" in typed(service, "use", "nothing", status=1)[1]
    assert typed(service, "list")[0] == before
    assert not [path for path in (service.data_dir / "data" / "models").iterdir() if path.name.startswith(".")]


def test_a_chosen_model_that_is_gone_is_named_with_the_way_back(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "data")
    name = registry.add(load_bundle(make_tiny_bundle(tmp_path / "bundle")))
    registry.use(name)
    assert registry.add(load_bundle(tmp_path / "bundle")) == name
    assert served_bundle_path(model_dir=None, data_dir=tmp_path / "data").name == name
    assert served_bundle_path(model_dir=tmp_path, data_dir=tmp_path / "data") == tmp_path
    (tmp_path / "data" / "models" / name / "bundle.json").unlink()
    with pytest.raises(BadConfiguration, match="model use shipped"):
        served_bundle_path(model_dir=None, data_dir=tmp_path / "data")
    (tmp_path / "data" / "model.json").write_text("[]", encoding="utf-8")
    with pytest.raises(BadConfiguration, match="does not say which model"):
        registry.chosen()


def test_a_bundle_that_was_calibrated_or_judged_anew_is_another_one(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "data")
    bundle = make_tiny_bundle(tmp_path / "bundle")
    names = [registry.add(load_bundle(bundle))]
    make_tiny_bundle(bundle, calibration={"temperature": 2.0})
    names.append(registry.add(load_bundle(bundle)))
    assert load_bundle(registry.folder_of(names[1])).calibration.temperature == 2.0
    (bundle / "metrics.json").write_text('{"split": "test"}', encoding="utf-8")
    names.append(registry.add(load_bundle(bundle)))
    assert (registry.folder_of(names[2]) / "metrics.json").is_file()
    assert len(set(names)) == 3
    assert registry.add(load_bundle(bundle)) == names[2]


def test_a_damaged_choice_is_mended_by_choosing_anew(service: Server) -> None:
    choice = service.data_dir / "data" / "model.json"
    whole = choice.read_bytes()
    choice.write_text("[]", encoding="utf-8")
    try:
        assert "say it with `lentigo admin model use`" in typed(service, "list", status=1)[1]
        assert "judges from the next start" in typed(service, "use", SHIPPED)[0]
        assert typed(service, "list")[0].startswith(f"*\t{SHIPPED}")
    finally:
        choice.write_bytes(whole)


def test_no_name_leads_out_of_the_data_folder(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "data")
    make_tiny_bundle(tmp_path / "outside")
    with pytest.raises(BadConfiguration, match="is not in"):
        registry.use("../../outside")
    with pytest.raises(NotFound):
        registry.find("../outside-that-is-not")
