"""Interactive Jupyter course on symbolic tensors, losses and metrics.

The apparatus behind the notebooks, from the ground up. A module imports its own room and the
rooms above it in this list, never one below:

    catalogue       every loss and metric as data
    errors          every error that the course explains as data, and how to find its entry
    session         a quiet, repeatable kernel, and the state that lives as long as it does
    learner_code    runs what a learner wrote, and says in words what went wrong
    custom          a custom loss or metric: what it does that its author may not know
    training        a `RunConfig` in, a `History` out
    tensors         what a tensor is and what it answers (Document A)
    scoring         what predictions are worth (Document B)
    claims          the documents' claims, and the verdicts on them
    cluster         processes of their own, as one cluster or alone
    figures         records in, pictures out
    exercises       questions and their judges
    labs            widgets only
    course          what notebooks may call; it holds no logic
    without_tensorflow  the same for notebook 13, whose kernel has JAX and PyTorch
"""
