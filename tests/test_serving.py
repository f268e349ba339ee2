"""Ports for what tests start: nobody else may get one before it is listened on."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, free_port

RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not RANGE.exists(), reason="this system does not tell which ports it gives to whoever asks for any")
def test_a_port_is_none_that_the_system_gives_to_others():
    first, last = map(int, RANGE.read_text().split())
    assert not any(first <= free_port() <= last for _ in range(200))


def test_two_processes_do_not_count_in_the_same_ports():
    command = [sys.executable, "-c", "from tests.serving import free_port; print(*(free_port() for _ in range(200)))"]
    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    one, other = (set(process.communicate()[0].split()) for process in processes)
    assert one
    assert other
    assert one.isdisjoint(other)
