"""What the gradients page shows: slopes by several ways, and the check of backpropagation."""
