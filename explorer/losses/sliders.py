"""Where the sliders of the losses page go."""

# Probabilities are a hundredth apart, and closer together near 0 and 1.
PROBABILITIES = (
    0.0,
    *(float(f"{step}e{exponent}") for exponent in range(-9, -2) for step in (1, 2, 5)),
    *(hundredths / 100 for hundredths in range(1, 100)),
    0.995,
    0.999,
    1.0,
)
DELTAS = (0.0, *(float(f"1e{exponent}") for exponent in range(-10, 0)))

# Of the axis of p, where few of these probabilities can be told apart on the first.
LINEAR = "linear"
LOGARITHMIC = "logarithmic"
AXES = (LINEAR, LOGARITHMIC)
