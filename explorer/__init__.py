"""What stands between the pages and the mathematics."""
