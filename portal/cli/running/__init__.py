"""How `portal up` keeps many programs running in one terminal."""
