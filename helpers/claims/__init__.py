"""What the documents claim, and the verdicts on it: no TensorFlow."""
