"""A Spark standalone cluster of one master and two workers, started from the pyspark package."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

WORKERS = 2
PATIENCE = 60.0
BRIEF = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
)
"""For a virtual machine that lives for a minute: what the optimising compiler costs never comes back."""


def need_spark() -> None:
    """Skip with a reason where Java or pyspark is not here; fail under CI."""
    missing = []
    if shutil.which("java") is None:
        missing.append("Java")
    if find_spec("pyspark") is None:
        missing.append("pyspark")
    if not missing:
        return
    reason = f"no Spark here: {' and '.join(missing)} missing"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """A port on 127.0.0.1 that nobody uses now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start the three processes; gives the master's address; ends them at the end."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = free_port(), free_port()
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_DIRS": str(folder), "SPARK_WORKER_DIR": str(folder / "work"), "PYSPARK_PYTHON": sys.executable,
        "JAVA_TOOL_OPTIONS": BRIEF,
    }  # fmt: skip
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> None:
        with open(folder / f"{name}.log", "wb") as log:
            command = [
                str(home / "bin" / "spark-class"),
                f"org.apache.spark.deploy.{arguments[0]}",
                *arguments[1:],
            ]
            started.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))

    address = f"spark://127.0.0.1:{port}"
    try:
        start(
            "master", "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page)
        )
        for number in range(WORKERS):
            start(
                f"worker{number}", "worker.Worker", "--host", "127.0.0.1", "--webui-port", str(free_port()), "--cores", "1",
                "--memory", "700m", address,
            )  # fmt: skip
        _wait(page, folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("JAVA_TOOL_OPTIONS", BRIEF)  # the session's own
            yield address
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def alive(page: int) -> int:
    """How many workers the master's own page calls alive."""
    import json

    with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
        return int(json.load(answer)["aliveworkers"])


def _wait(page: int, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if alive(page) == WORKERS:
                return
        except OSError:
            pass
        time.sleep(0.3)
    logs = "\n".join(path.read_text(errors="replace")[-800:] for path in folder.glob("*.log"))
    pytest.fail(f"the cluster did not start within {PATIENCE:.0f} s:\n{logs}")
