"""What the model in use is, and how good it is."""
