"""The course: its steps, and what an experiment on a page is."""
