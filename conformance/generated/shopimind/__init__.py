"""What makes generated traffic acceptable to ShopiMind."""
