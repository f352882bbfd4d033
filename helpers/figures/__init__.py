"""Records in, pictures out. Nothing here loads TensorFlow, and nothing uses pyplot."""
