"""What the losses page shows: one prediction and how wrong it is."""
