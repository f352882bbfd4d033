"""A `RunConfig` in, a `History` out: data sets, models, and the compiled engine."""
