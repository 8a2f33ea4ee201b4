"""Make the project's own environment in .venv when it is missing or out of date, then hand over to a module in it.

    python3 tools/bootstrap.py MODULE [ARG…]

Standard library only. Versions and hashes come from requirements.uv.lock and requirements.lock. Messages go to stderr.
When nothing changed it only compares one stamp and hands over.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

PYTHON_MIN = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMP = VENV / "stamp"
UV_LOCK = ROOT / "requirements.uv.lock"
LOCK = ROOT / "requirements.lock"
VERSION = sys.version.split()[0]
INPUTS = (UV_LOCK, LOCK, ROOT / "pyproject.toml", Path(__file__).resolve())


class SetUpError(Exception):
    """Setting up cannot go on; the message says what to do."""


def say(text: str) -> None:
    """Tell the person, without disturbing what goes to stdout."""
    print(text, file=sys.stderr, flush=True)


def wanted_stamp() -> str:
    """What the environment must be made from: locks, project file, interpreter and place (a venv cannot be moved)."""
    digest = hashlib.sha256(f"{VERSION}\n{sys.base_prefix}\n{VENV}\n".encode())
    for path in INPUTS:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_ready() -> bool:
    """Whether the environment stands and was made from what lies here now."""
    try:
        return PYTHON.exists() and STAMP.read_text() == wanted_stamp()
    except OSError:
        return False


def run(*command: object, **settings: str) -> bool:
    """Run a command without a question or chatter; whether it went well. Its errors reach the person."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "DEBIAN_FRONTEND": "noninteractive"}
    environment = {**os.environ, **quiet, **settings}
    words = [str(word) for word in command]
    nothing = subprocess.DEVNULL
    return subprocess.run(words, env=environment, cwd=ROOT, stdin=nothing, stdout=nothing, check=False).returncode == 0


def use_suitable_python(arguments: list[str]) -> None:
    """Go on in a newer Python where this one is too old, or say which one is needed."""
    if sys.version_info >= PYTHON_MIN:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *arguments])
    needed = ".".join(map(str, PYTHON_MIN))
    raise SetUpError(
        f"需要 Python {needed} 或更新的版本，这里是 {VERSION}。\nPython {needed} or later is needed; this is {VERSION}."
    )


def install_system_venv() -> None:
    """Bare Debian has neither pip nor ensurepip: its own package brings them."""
    line = "apt-get install -y python3-venv"
    if not shutil.which("apt-get"):
        raise SetUpError(
            "这个 Python 缺少 ensurepip 模块。请装上完整的 Python。\n"
            "This Python lacks the module ensurepip. Install a complete Python."
        )
    if os.geteuid() != 0:
        raise SetUpError(f"请先运行：\nPlease run first:\n    sudo {line}")
    say(f"维美：{line}")
    if not (run("apt-get", "update", "-qq") and run(*line.split(), "-qq", "--no-install-recommends")):
        raise SetUpError(f"没有装上，请自己运行：\nThat failed. Please run it yourself:\n    {line}")


def make_venv() -> None:
    """A fresh environment with pip, made by this interpreter; one that works is kept."""
    probe = "import sys, pip; sys.exit(sys.version.split()[0] != sys.argv[1] or sys.prefix != sys.argv[2])"
    command = [str(PYTHON), "-c", probe, VERSION, str(VENV)]
    if PYTHON.exists() and subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_system_venv()
    if not run(sys.executable, "-m", "venv", "--clear", VENV):
        raise SetUpError(f"建不了 {VENV}。请看上面的提示。\nCould not make {VENV}; see above.")


def mirror_settings() -> dict[str, str]:
    """Where the person told pip to fetch from, for uv, which does not read pip's settings."""
    if any(name in os.environ for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        return {}
    command = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
    told = (
        os.environ.get("PIP_INDEX_URL")
        or subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, text=True).stdout
    )
    return {"UV_DEFAULT_INDEX": told.strip()} if told.strip() else {}


def fetch_with_uv() -> bool:
    """Bring the environment to exactly what the lock says, with uv."""
    settings = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", **mirror_settings()}
    return run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", UV_LOCK) and run(
        UV, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", LOCK, **settings
    )


def fetch_with_pip() -> bool:
    """The same with pip alone: slower, for machines on which uv does not run."""
    return run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCK)


def install_project() -> bool:
    """Put the project itself and its command into the environment, as it lies here. Needs no network."""
    return run(
        PYTHON, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--editable", ROOT
    )


def set_up() -> None:
    """Make or renew the environment. The stamp goes first and comes back last, so that a broken set-up is repeated."""
    say("维美：正在准备运行环境，只有第一次要等。Weimei: setting up; only the first time takes a while.")
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    make_venv()
    if not fetch_with_uv():
        say("uv 没有成功，改用 pip。uv did not succeed; trying pip.")
        if not fetch_with_pip():
            raise SetUpError(
                "依赖没有装上。请检查网络，再运行一次。\n"
                "The dependencies could not be installed. Check the network, then run this again."
            )
    if not install_project():
        raise SetUpError("项目本身没有装上，请看上面的提示。\nThe project itself could not be installed; see above.")
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(wanted_stamp())
    fresh.replace(STAMP)


def ensure_ready() -> None:
    """Set up unless that was done; two starts at once wait for each other."""
    if is_ready():
        return
    import fcntl

    place = ROOT / "var"
    place.mkdir(exist_ok=True)
    with (place / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready():
            set_up()


def main(arguments: list[str]) -> NoReturn:
    """Make sure of the environment, then become `python -m MODULE ARG…` inside it."""
    module, *rest = arguments[1:]
    try:
        use_suitable_python(arguments)
        ensure_ready()
    except SetUpError as problem:
        say(str(problem))
        sys.exit(1)
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", module, *rest])  # -P: the caller's folder cannot shadow a module


if __name__ == "__main__":
    main(sys.argv)
