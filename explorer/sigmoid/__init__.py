"""What the sigmoid page shows: a unit with one input."""
