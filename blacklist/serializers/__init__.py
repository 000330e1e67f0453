"""What comes in and goes out of credit by program."""
