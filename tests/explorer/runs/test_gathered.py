"""What a class's picture is made of: so much, for so long, and nothing that tells whose it is."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import nn_core as nn
from explorer.course.member import MOST_GIVEN, Member
from explorer.runs import gathered
from explorer.runs.gathered import LONGEST_THEN, MOST_CLASSES, MOST_IN_A_CLASS, MOST_RUNS, Gathered, Result
from explorer.training.settings import settings_of
from tests.clock import Clock
from tests.explorer.runs.made import made

MIDNIGHT = 20_000 * 86_400.0  # of some day, in UTC
HOUR = 3600.0


@pytest.fixture
def clock() -> Clock:
    return Clock(MIDNIGHT + 9 * HOUR)


@pytest.fixture
def runs(clock: Clock) -> Gathered:
    return Gathered(clock)


def ended(accuracy: float = 0.9, **settings: Any) -> Result:
    return gathered.result(made((0.1, accuracy), **settings), "sample")


ONE = ended()


def test_of_a_run_there_are_its_settings_its_data_and_its_result_and_nothing_else() -> None:
    run = made((0.1, 0.7, 0.6), learning_rate=0.5, hidden=7)
    one = gathered.result(nn.with_learning_rate(run, 0.2), "sample")
    assert one.settings == settings_of(nn.with_learning_rate(run, 0.2), "sample")
    assert (one.lr, one.then, one.accuracy, one.diverged) == (0.5, "300:0.2", 0.6, False)
    assert set(one._fields) == one.settings.keys() | {"accuracy", "diverged"}


def test_who_asks_gets_the_runs_of_that_class_in_the_order_of_their_settings(runs: Gathered) -> None:
    for rate in (0.5, 0.1, 1.0):
        runs.add("a", ended(learning_rate=rate))
    runs.add("b", ended(learning_rate=0.3))
    assert [one.lr for one in runs.of("a")] == [0.1, 0.5, 1.0]
    assert [one.lr for one in runs.of("b")] == [0.3]
    assert runs.of("c") == []


@pytest.mark.parametrize(
    ("minutes_behind", "hours"), [(0, 15), (-9 * 60, 6), (5 * 60, 20)], ids=["London", "Seoul", "Lima"]
)
def test_the_day_is_over_at_the_midnight_of_who_looks(
    runs: Gathered, clock: Clock, minutes_behind: int, hours: int
) -> None:
    """It is nine o'clock in London, 18 in Seoul and 4 in Lima."""
    runs.add("a", ended())
    clock.now += hours * HOUR - 1
    assert len(runs.of("a", minutes_behind)) == 1
    clock.now += 1
    assert runs.of("a", minutes_behind) == []


@given(st.floats(0, HOUR), st.floats(0, 3 * 24 * HOUR), st.integers(-10_000, 10_000))
def test_nobody_sees_a_run_after_a_day(since: float, later: float, minutes_behind: int) -> None:
    clock = Clock(MIDNIGHT + since)
    runs = Gathered(clock)
    runs.add("a", ONE)
    clock.now += later
    if later >= 24 * HOUR:
        assert runs.of("a", minutes_behind) == []
    elif later < 24 * HOUR - since:
        assert len(runs.of("a")) == 1


def test_what_is_forgotten_is_there_no_more_also_when_nobody_asks(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = []

    class Timer:
        daemon = False

        def __init__(self, seconds: float, call: Any) -> None:
            hours.append((seconds, call))

        def start(self) -> None:
            assert self.daemon, "a server that ends does not wait for it"

    monkeypatch.setattr(gathered.threading, "Timer", Timer)
    runs = Gathered(clock)
    for _ in range(3):
        runs.add("a", ended())
    while clock.now < MIDNIGHT + 34 * HOUR:
        ((seconds, call),) = hours
        hours.clear()
        clock.now += seconds
        call()
        if not hours:
            break
    assert clock.now - (MIDNIGHT + 9 * HOUR) <= 24 * HOUR
    assert vars(runs)["_classes"] == {}


def test_a_clock_that_is_put_back_keeps_nothing_longer(runs: Gathered, clock: Clock) -> None:
    runs.add("a", ended())
    clock.now -= 48 * HOUR
    assert runs.of("a") == []


def test_a_clock_that_is_set_right_by_seconds_costs_a_class_nothing() -> None:
    clock = Clock(MIDNIGHT + 9 * HOUR)
    runs = Gathered(clock)
    runs.add("a", ended())
    clock.now -= 3
    assert len(runs.of("a")) == 1


def test_the_oldest_make_room_in_their_class_and_the_largest_class_gives_to_others(runs: Gathered) -> None:
    for seed in range(MOST_IN_A_CLASS + 5):
        runs.add("large", ONE._replace(seed=seed))
    assert sorted(one.seed for one in runs.of("large")) == list(range(5, MOST_IN_A_CLASS + 5))
    runs.add("small", ONE._replace(seed=1))
    for number in range(10):
        for seed in range(MOST_IN_A_CLASS):
            runs.add(f"made-up-{number}", ONE._replace(seed=seed))
    assert len(runs.of("small")) == 1
    assert sum(len(each) for each in vars(runs)["_classes"].values()) == MOST_RUNS


def test_made_up_classes_drive_out_each_other_and_no_real_one(runs: Gathered) -> None:
    for _ in range(2):
        runs.add("real", ended())
    for number in range(3 * MOST_CLASSES):
        runs.add(f"made-up-{number}", ONE)
    assert len(runs.of("real")) == 2
    assert len(vars(runs)["_classes"]) == MOST_CLASSES
    assert len(runs.of(f"made-up-{3 * MOST_CLASSES - 1}")) == 1


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.floats(0, 5 * HOUR)), max_size=60))
@example([("a", 0, 0.0), *[("a", 0, 4.6 * HOUR)] * 5])  # the last within the 24th hour
def test_what_is_seen_is_what_was_added_since_midnight_whatever_the_order(
    added: list[tuple[str, int, float]],
) -> None:
    clock = Clock(MIDNIGHT)
    runs = Gathered(clock)
    at: list[tuple[str, Result, float]] = []
    for word, seed, later in added:
        clock.now += later
        runs.add(word, ONE._replace(seed=seed))
        at.append((word, ONE._replace(seed=seed), clock.now // HOUR))
    midnight = clock.now // (24 * HOUR) * 24
    for word in "abc":
        recent = [each for of, each, hour in at if of == word and hour >= midnight]
        assert runs.of(word) == sorted(recent)


def test_many_threads_lose_nothing(runs: Gathered) -> None:
    with ThreadPoolExecutor(8) as pool:
        for seed in range(200):
            pool.submit(runs.add, "a", ONE._replace(seed=seed))
            pool.submit(runs.of, "a")
    assert [each.seed for each in runs.of("a")] == list(range(200))


@pytest.mark.slow
def test_as_much_as_there_can_be_takes_less_than_two_megabytes() -> None:
    tracemalloc.start()
    try:
        runs = Gathered(Clock(MIDNIGHT))
        for number in range(MOST_CLASSES):
            for seed in range(MOST_IN_A_CLASS):
                if number * MOST_IN_A_CLASS + seed < MOST_RUNS + 500:
                    accuracy, then = 1 / (seed + 2), f"{seed}:" + "9" * (LONGEST_THEN - 4)
                    runs.add(
                        f"{number}",
                        Result(
                            accuracy,
                            500 + seed,
                            900,
                            9000 + seed,
                            accuracy / 3,
                            7000 + seed,
                            then,
                            "sample",
                            accuracy / 7,
                            False,
                        ),
                    )
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 2_000_000


def test_a_run_is_added_to_the_class_that_its_visitor_was_in_when_it_began(runs: Gathered) -> None:
    member = Member("a")
    take = runs.for_class(member, "sample")
    take(made())
    assert len(runs.of("a")) == member.given == 1


@pytest.mark.parametrize("then", [{"shares": False}, {"word": ""}, {"word": "b"}], ids=["no", "left", "another"])
def test_a_run_is_not_added_where_its_visitor_says_no_or_has_left(runs: Gathered, then: dict[str, Any]) -> None:
    member = Member("a")
    take = runs.for_class(member, "sample")
    for name, value in then.items():
        setattr(member, name, value)
    take(made())
    assert (runs.of("a"), runs.of("b"), member.given) == ([], [], 0)


def test_a_run_that_began_in_no_class_is_in_none(runs: Gathered) -> None:
    member = Member()
    take = runs.for_class(member, "sample")
    member.word = "a"
    take(made())
    assert runs.of("a") == runs.of("") == []


def test_one_visitor_adds_only_so_many_however_many_classes(runs: Gathered) -> None:
    member = Member()
    for number in range(MOST_GIVEN + 3):
        member.word = f"class-{number % 5}"
        runs.for_class(member, "sample")(made(seed=number))
    assert len([one for number in range(5) for one in runs.of(f"class-{number}")]) == member.given == MOST_GIVEN


def test_a_run_whose_rate_was_changed_without_end_is_left_out(runs: Gathered) -> None:
    run = made(iterations=50_000, done=0)
    changed = tuple((after, 0.1 + after / 1e6) for after in range(0, 50_000, 500))
    object.__setattr__(run, "rates", changed)
    assert len(settings_of(run, "sample")["then"]) > LONGEST_THEN
    ended_run = made()
    object.__setattr__(ended_run, "rates", changed)
    runs.for_class(Member("a"), "sample")(ended_run)
    assert runs.of("a") == []
