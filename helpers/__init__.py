"""The apparatus of the course: sliders, drawing, checking and the training engine.

Notebooks import one module of it: `from helpers import course`.
"""
