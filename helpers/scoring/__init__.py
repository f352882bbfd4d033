"""What predictions are worth, and what a reported number is made of: the room of Document B."""
