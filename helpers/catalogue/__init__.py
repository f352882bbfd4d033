"""Every loss and every metric of Keras as data. Nothing here loads TensorFlow."""
