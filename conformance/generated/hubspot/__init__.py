"""What makes generated traffic acceptable to HubSpot."""
