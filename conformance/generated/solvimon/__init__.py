"""What makes generated traffic acceptable to Solvimon."""
