"""What the gradient descent page shows: walks downhill and how they end."""
