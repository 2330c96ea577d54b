"""What people decide about their own data: consent, a copy of everything, erasure; and how long data are kept."""
