"""Two students of a class train on the real server, while their teacher looks at the picture."""

from tests.classroom.student import train
from tests.visitor import Visitor


def test_what_two_students_train_comes_to_the_picture_by_itself(address: str) -> None:
    teacher = Visitor(address, "runs", "class=Class-of-two")
    teacher.watch_until(lambda: any("a dot appears here" in words for words in teacher.words))
    students = [train(address, f"class=class-of-two&iterations=100&hidden=5&lr={lr}") for lr in (0.1, 0.5)]
    teacher.watch_until(lambda: any("half of the 2 runs" in words for words in teacher.words))
    teacher.close()
    assert [*teacher.errors, *(error for one in students for error in one.errors)] == []
