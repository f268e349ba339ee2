"""Runs that are kept: compared, swept, and taken home as files, tables, figures and programs."""
