"""What makes generated traffic acceptable to Propeller."""
