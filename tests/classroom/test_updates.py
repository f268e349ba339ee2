"""What goes over the wire while a network trains."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.wire import wire_to
from tests.classroom.student import train
from tests.visitor import Visitor


def test_an_update_of_a_long_run_takes_few_bytes(address: str) -> None:
    noise = "hidden=6&lr=0.0001"  # takes the most: what has been learned is smoother
    updates = train(address, f"iterations=50000&batch=40&{noise}").updates
    assert len(updates) >= 3, "they were updated while they trained"
    assert max(updates) < 20_000  # the losses alone are 200,000


class Counting(Visitor):
    """Counts the large messages that come in full."""

    in_full = 0

    def _receive(self, data: bytes | str) -> None:
        assert isinstance(data, bytes)
        self.in_full += ForwardMsg.FromString(data).metadata.cacheable
        super()._receive(data)


def test_nothing_large_that_has_not_changed_is_sent_again(address: str) -> None:
    student = Counting(address, "trainer", "iterations=500")
    student.wait_for("train")
    student.press("train")
    student.watch_until(lambda: student.metrics["Iteration"] == "500" and not student._running)
    assert student.in_full > 9, "its charts, the images it reads, the units"
    student.in_full = 0
    student.slide("hidden", 60)
    assert student.in_full == 0
    student.close()


def test_the_pictures_that_answer_a_slider_are_compressed_on_the_wire(address: str) -> None:
    with wire_to(int(address.rpartition(":")[2])) as wire:
        student = Visitor(f"127.0.0.1:{wire.port}", "sigmoid")
        student.wait_for("x")
        before = wire.carried
        student.slide("x", 2.0)
        assert student.received > 100_000
        assert wire.carried - before < 0.35 * student.received
        student.close()
