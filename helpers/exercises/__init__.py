"""Questions and their judges. `base`, `cells` and `judging` load no TensorFlow."""
