"""What an administrator sees at one glance: use, agreement of doctors and machine, and health."""
