"""Widgets, and nothing else: what a lab computes and draws comes from the rooms above."""
