"""The first page: digits being read by a network as it learns, and a miniature of every step of the course."""
