"""Runs what a learner wrote, and says in words what went wrong."""
