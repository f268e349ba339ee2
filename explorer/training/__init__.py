"""Training runs that move forward in worker processes, and what is shown of them."""
