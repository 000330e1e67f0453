"""What pages show, prepared: labels and reasons in the words of the reader."""
