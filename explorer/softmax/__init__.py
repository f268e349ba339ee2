"""What the softmax page shows: softmax one step at a time."""
