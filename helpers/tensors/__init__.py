"""What a tensor is, and what it answers when it is asked: the room of Document A."""
