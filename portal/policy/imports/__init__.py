"""Reading a file of applicants from any system: bytes in, people or plain refusals out."""
