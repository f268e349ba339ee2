"""What the programs for the terminal have in common."""
