"""What the backward page shows: one step of learning, move by move."""
