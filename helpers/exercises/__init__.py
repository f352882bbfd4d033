"""Questions and their judges. What judges in general loads no TensorFlow."""
