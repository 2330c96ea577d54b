"""Messages between a patient and the doctors about one submission."""
