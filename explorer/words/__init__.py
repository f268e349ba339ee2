"""What all words share: formulas in LaTeX, numbers that are read, the textbook's formulas where they fail."""
