"""What a notice is about, when it is sent, and what follows where it could not be."""
