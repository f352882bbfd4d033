"""Every error and silent failure that the course explains, as data, and how to find its entry."""
