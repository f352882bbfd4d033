"""A custom loss or metric: what it does that its author may not know."""
