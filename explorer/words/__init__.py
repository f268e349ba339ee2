"""What all words share: formulas in LaTeX, numbers that are read."""
