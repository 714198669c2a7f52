"""The way from bytes to an operation and back."""
