"""The stops of sliders are the round numbers that a link names."""

from explorer.charts.stops import Range, logarithmic


def test_the_stops_of_a_slider_are_round_numbers():
    assert Range(-5.0, 5.0, 0.1).stops.tolist() == [tenth / 10 for tenth in range(-50, 51)]
    assert Range(1, 100, 1).stops.tolist() == list(range(1, 101))


def test_logarithmic_stops_are_round_and_exact() -> None:
    stops = logarithmic(0.01, 10)
    assert stops[:11] == [0.01, 0.012, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1]
    assert stops[-1] == 10
    assert len(stops) == 31
    assert all(f"{stop:g}" == f"{stop:.2g}" for stop in stops)
