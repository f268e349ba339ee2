"""What can happen to a server while a class is there: each function does one thing, and is called like it.

All of it is what somebody at the machine could do, or somebody at the other end of the connection. `explorer` is told
nothing of it.
"""

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets import ConnectionClosed

from tests.hosting.attacker import TOO_LARGE, Attacker
from tests.hosting.student import Student
from tests.serving import Server, worker_processes
from tests.visitor import Visitor

PAGES = ("", "sigmoid", "softmax", "losses", "forward", "backward", "gradients", "descent", "trainer", "inside", "runs")
NAMES = (
    *("x", "a0", "x0", "lr", "hidden", "batch", "iterations", "seed", "init_std", "then", "dataset", "class", "hide"),
    *("ask", "present", "view", "curve", "step", "shift", "image", "axis", "embed", "nobody"),
)
VALUES = (
    *(
        "nan",
        "inf",
        "-1e999",
        "1e999",
        "-0",
        "0.15",
        "007",
        "",
        " ",
        "\x00",
        "𝟛",
        "١٢",
        "null",
        "None",
        "[]",
        "{}",
        "1,5",
    ),
    *("kmnist", "../../etc/passwd", "<script>alert(1)</script>", "![](http://127.0.0.1/p.png)", "**b**", "$$\\frac$$"),
    *("3000:0.5,:,1:1:1", "9" * 400, "x" * 2000, "%ff", "\u202e", "' or 1=1 --", "lr,hidden,verdict", "__class__"),
)


@dataclass
class Scene:
    """Where it happens.

    Attributes:
        address: of the server.
        server: its process.
        cache: the folder where it keeps its data.
        disk: a small disk that has that folder, and nothing else; None where there may be none.
        students: the class.
        chance: decides what is left open.
        boxes: how often the sender of a message was shown an error in a box.
    """

    address: str
    server: Server
    cache: Path
    disk: Path | None
    students: list[Student]
    chance: random.Random
    boxes: int = 0

    def worker(self) -> list[psutil.Process]:
        """One of the workers, or none where none are there."""
        workers = worker_processes(self.server)
        return [self.chance.choice(workers)] if workers else []

    def file(self) -> Path | None:
        """One of the files in which data sets are kept; None where there is none."""
        files = sorted(path for path in self.cache.glob("prepared/*/*") if path.is_file())
        return self.chance.choice(files) if files else None


Mischief = Callable[[Scene], None]


# Workers


def kill_a_worker(scene: Scene) -> None:
    """As the system does when memory is short."""
    _send(signal.SIGKILL, scene.worker())


def kill_all_workers(scene: Scene) -> None:
    """At once."""
    _send(signal.SIGKILL, worker_processes(scene.server))


def kill_whatever_the_server_started(scene: Scene) -> None:
    """Whichever process it is, also one that watches over the workers."""
    children = psutil.Process(scene.server.pid).children(recursive=True)
    _send(signal.SIGKILL, [scene.chance.choice(children)] if children else [])


def stop_a_worker_for_a_moment(scene: Scene) -> None:
    """It goes on after some seconds."""
    _stop_for_a_moment(scene, scene.worker())


def stop_all_workers_for_a_moment(scene: Scene) -> None:
    """As a machine that sleeps."""
    _stop_for_a_moment(scene, worker_processes(scene.server))


def stop_a_worker_for_good(scene: Scene) -> None:
    """It hangs."""
    _send(signal.SIGSTOP, scene.worker())


def stop_all_workers_for_good(scene: Scene) -> None:
    """All of them hang."""
    _send(signal.SIGSTOP, worker_processes(scene.server))


def let_a_worker_have_no_more_memory(scene: Scene) -> None:
    """For some seconds it gets none beyond what it has."""
    for worker in scene.worker():
        with suppress(psutil.Error):
            worker.rlimit(psutil.RLIMIT_AS, (worker.memory_info().vms, -1))
            time.sleep(scene.chance.uniform(1, 3))
            worker.rlimit(psutil.RLIMIT_AS, (-1, -1))


def _stop_for_a_moment(scene: Scene, workers: list[psutil.Process]) -> None:
    _send(signal.SIGSTOP, workers)
    time.sleep(scene.chance.uniform(1, 4))
    _send(signal.SIGCONT, workers)


def _send(sign: signal.Signals, processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(sign)


# Connections


def cut_the_connection_of_a_student(scene: Scene) -> None:
    """Who comes back as the same tab."""
    scene.chance.choice(scene.students).cut()


def cut_the_connections_of_half_the_class(scene: Scene) -> None:
    """As when a network fails."""
    for student in scene.chance.sample(scene.students, len(scene.students) // 2):
        student.cut()


# Files


def cut_a_file_short(scene: Scene) -> None:
    """While it may be mapped into memory."""
    _with_a_file(scene, lambda file: os.truncate(file, scene.chance.randint(0, file.stat().st_size)))


def fill_a_file_with_zeros(scene: Scene) -> None:
    """As many as it has bytes, in place."""
    _with_a_file(scene, lambda file: _overwrite(file, bytes(file.stat().st_size)))


def change_a_byte_of_a_file(scene: Scene) -> None:
    """And set its time back."""

    def change(file: Path) -> None:
        was, data = file.stat(), bytearray(file.read_bytes())
        if data:
            data[scene.chance.randrange(len(data))] ^= 1
        _overwrite(file, bytes(data))
        os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))

    _with_a_file(scene, change)


def replace_a_file(scene: Scene) -> None:
    """By another of the same name, which holds something else."""

    def replace(file: Path) -> None:
        other = file.with_name("other")
        other.write_bytes(scene.chance.randbytes(1000))
        other.rename(file)

    _with_a_file(scene, replace)


def delete_a_file(scene: Scene) -> None:
    """Of a store."""
    _with_a_file(scene, Path.unlink)


def put_a_folder_in_the_place_of_a_file(scene: Scene) -> None:
    """Of the same name."""

    def put(file: Path) -> None:
        file.unlink()
        file.mkdir()

    _with_a_file(scene, put)


def put_a_file_in_the_place_of_a_data_set(scene: Scene) -> None:
    """Of the same name as its folder."""

    def put(file: Path) -> None:
        shutil.rmtree(file.parent)
        file.parent.write_text("in the way")

    _with_a_file(scene, put)


def delete_all_files(scene: Scene) -> None:
    """The folder too."""
    shutil.rmtree(scene.cache, ignore_errors=True)


def fill_the_disk(scene: Scene) -> None:
    """To the last byte, for some seconds, and delete a file that has to be made again."""
    if scene.disk is None:
        return
    everything = scene.disk / "everything"
    with suppress(OSError), everything.open("wb", buffering=0) as file:
        while file.write(bytes(1 << 16)):
            pass
    delete_a_file(scene)
    time.sleep(scene.chance.uniform(1, 4))
    everything.unlink(missing_ok=True)


def let_the_server_write_no_large_file(scene: Scene) -> None:
    """For some seconds, as with a quota, and delete a file that has to be made again."""
    server = psutil.Process(scene.server.pid)
    was = server.rlimit(psutil.RLIMIT_FSIZE)
    server.rlimit(psutil.RLIMIT_FSIZE, (100_000, was[1]))
    delete_a_file(scene)
    time.sleep(scene.chance.uniform(1, 4))
    server.rlimit(psutil.RLIMIT_FSIZE, was)


def _with_a_file(scene: Scene, act: Callable[[Path], object]) -> None:
    file = scene.file()
    with suppress(OSError):  # the server has just made it anew, or the disk is full
        if file is not None:
            act(file)


def _overwrite(file: Path, data: bytes) -> None:
    with file.open("r+b") as opened:
        opened.write(data)


# From outside


def send_large_files(scene: Scene) -> None:
    """As many as the server takes, and some that are too large."""
    attacker = Attacker(scene.address)
    for megabytes in (2, 2, 2, 2, 2, 2, 20):
        attacker.upload(megabytes, chunked=scene.chance.random() < 0.5)
    attacker.close()


def send_large_messages(scene: Scene) -> None:
    """In one frame, and in many."""
    for data in (b"x" * 40_000_000, [b"x" * 1_000_000] * 40):
        attacker = Attacker(scene.address)
        attacker.send(data)
        assert attacker.hangs_up() in TOO_LARGE
    attacker = Attacker(scene.address)
    attacker.states(2)
    attacker.close()


def send_noise(scene: Scene) -> None:
    """Bytes that are no message."""
    attacker = Attacker(scene.address)
    attacker.send(scene.chance.randbytes(1000))
    attacker.close()


def send_messages_that_no_browser_sends(scene: Scene) -> None:
    """Of every kind that there is, with anything in them."""
    attacker = Attacker(scene.address)
    for message in _strange_messages(scene.chance):
        try:
            attacker.send_only(message.SerializeToString())
        except ConnectionClosed:
            attacker = Attacker(scene.address)
    attacker.send(b"")
    scene.boxes += attacker.boxes
    attacker.close()


def _strange_messages(chance: random.Random) -> Iterator[BackMsg]:
    text = chance.choice(VALUES)
    for switch in ("clear_cache", "stop_script", "set_run_on_save", "load_git_info", "app_heartbeat"):
        message = BackMsg()
        setattr(message, switch, True)
        yield message
    yield BackMsg(debug_shutdown_runtime=True)
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = text
    yield message
    message = BackMsg()
    message.backend_operation_request.dataframe_chunk.source_id = text
    message.backend_operation_request.dataframe_chunk.limit = 2**32 - 1
    yield message
    message = BackMsg()
    message.backend_operation_request.install_skills.SetInParent()
    yield message
    message = BackMsg()
    message.file_urls_request.file_names.extend([text] * 1000)
    yield message
    for page in PAGES:
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = f"{chance.choice(NAMES)}={quote(text)}"
        message.rerun_script.fragment_id = text
        for field, value in (
            ("double_array_value", None),
            ("int_value", 2**62),
            ("double_value", float("nan")),
            ("string_value", text),
            ("json_value", "{"),
            ("json_trigger_value", '[{"event": "known", "value": {"id": 5}}]'),
            ("bool_value", True),
        ):
            widget = message.rerun_script.widget_states.widgets.add(id=f"$$ID-{chance.random()}-{chance.choice(NAMES)}")
            if value is None:
                widget.double_array_value.data.extend([float("inf"), -1e308])
            else:
                setattr(widget, field, value)
        yield message
    yield BackMsg(debug_disconnect_websocket=True)


def ask_for_the_page_again_and_again(scene: Scene) -> None:
    """Three hundred times at once."""
    attacker = Attacker(scene.address)
    message = BackMsg()
    message.rerun_script.page_name = scene.chance.choice(PAGES)
    for _ in range(300):
        attacker.send_only(message.SerializeToString())
    attacker.close()


def ask_and_never_listen(scene: Scene) -> None:
    """The answers of the server stay with it, until the connection is cut."""
    attacker, somebody = Attacker(scene.address, max_queue=1), Attacker(scene.address)
    message = BackMsg()
    message.rerun_script.page_name = "descent"
    with suppress(OSError, ConnectionClosed):
        for _ in range(50):
            attacker.send_only(message.SerializeToString())
            somebody.answers()  # by then the attacker has been answered too
    attacker.cut()
    somebody.close()


def come_in_a_crowd(scene: Scene) -> None:
    """Forty sessions at once, which leave when they have seen the page."""
    attackers = [Attacker(scene.address) for _ in range(40)]
    for attacker in attackers:
        attacker.close()


def knock_and_go_away(scene: Scene) -> None:
    """Forty connections that are cut before a word was said."""
    for _ in range(40):
        Attacker(scene.address, listen=False).cut()


def train_in_many_tabs(scene: Scene) -> None:
    """Of one browser, the largest run in each, and shut the lid without a word."""
    secret = scene.chance.randbytes(16).hex()
    tabs = [Visitor(scene.address, "trainer", "hidden=500&batch=1000&iterations=50000", secret) for _ in range(12)]
    threads = [threading.Thread(target=_press_train, args=(tab,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for tab in tabs:
        tab.close()
    assert not [error for tab in tabs for error in tab.errors]


def _press_train(tab: Visitor) -> None:
    tab.wait_for("train")
    tab.press("train")
    tab.watch_until(lambda: "iterations" in tab.progress or bool(tab.texts))


def follow_hostile_links(scene: Scene) -> None:
    """Their visitors see the page, and no error."""
    for _ in range(5):
        names = scene.chance.sample(NAMES, 4)
        query = "&".join(f"{name}={quote(scene.chance.choice(VALUES))}" for name in names)
        visitor = Visitor(scene.address, scene.chance.choice(PAGES), query)
        visitor.see_the_page()
        visitor.close()
        assert not visitor.errors, (query, visitor.errors)


# What students do themselves


def _whim(name: str) -> Mischief:
    def have(scene: Scene) -> None:
        scene.chance.choice(scene.students).whims.append(name)

    have.__name__ = f"let_a_student_{name}"
    return have


WHIMS = [
    _whim(name)
    for name in ("move_the_learning_rate", "move_another_setting", "pause_and_resume", "look_at_another_page")
]

ON_THE_MACHINE: list[Mischief] = [
    *(kill_a_worker, kill_all_workers, kill_whatever_the_server_started),
    *(stop_a_worker_for_a_moment, stop_all_workers_for_a_moment, let_a_worker_have_no_more_memory),
    *(cut_a_file_short, fill_a_file_with_zeros, change_a_byte_of_a_file, replace_a_file, delete_a_file),
    *(put_a_folder_in_the_place_of_a_file, put_a_file_in_the_place_of_a_data_set, delete_all_files),
    *(fill_the_disk, let_the_server_write_no_large_file),
]
FROM_OUTSIDE: list[Mischief] = [
    *(cut_the_connection_of_a_student, cut_the_connections_of_half_the_class),
    *(send_large_files, send_large_messages, send_noise, send_messages_that_no_browser_sends),
    *(ask_for_the_page_again_and_again, ask_and_never_listen, come_in_a_crowd, knock_and_go_away),
    *(train_in_many_tabs, follow_hostile_links),
]
FOR_GOOD: list[Mischief] = [stop_a_worker_for_good, stop_all_workers_for_good]  # the server waits half a minute


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A disk of that size in `folder`, until the block ends; None where only root could have one."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = not subprocess.run(command, capture_output=True).returncode
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
