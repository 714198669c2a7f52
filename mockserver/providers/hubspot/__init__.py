"""
HubSpot: its contract declares what it does, and ``hooks`` are the functions that it names.
"""
