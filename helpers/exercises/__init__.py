"""Exercises that check themselves, one module for each notebook."""
