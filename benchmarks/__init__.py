"""Figures, each with the command that prints it. Never part of the tests: see docs/performance.md."""
