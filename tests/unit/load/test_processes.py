import os
import socket
import subprocess
import sys

import pytest

from bot.load.processes import common_parent, listener, read_usage, usage_of

BUSY = "import time\nwhile time.process_time() < 0.3: pass\nprint('done', flush=True)\ninput()"


@pytest.fixture
def busy():
    """A process that used 0.3 s of CPU and now waits."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


def test_usage_is_the_cpu_and_memory_of_that_process(busy):
    usage = usage_of(busy.pid)
    assert 0.25 < usage.cpu_seconds < 2
    assert 2 < usage.rss_bytes / 1024 / 1024 < 200
    assert read_usage({"x": busy.pid})["x"].cpu_seconds >= usage.cpu_seconds


def test_the_listener_of_a_port_is_found():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert listener(port) == os.getpid()
    assert listener(port) is None


def test_the_common_parent_is_who_started_them_all(busy):
    assert common_parent([busy.pid, busy.pid]) == os.getpid()
    assert common_parent([busy.pid, os.getpid()]) is None
