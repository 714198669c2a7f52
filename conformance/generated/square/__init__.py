"""What makes generated traffic acceptable to Square."""
