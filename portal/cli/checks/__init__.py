"""What `portal doctor` looks at, one file a subject; each check says what it found."""
