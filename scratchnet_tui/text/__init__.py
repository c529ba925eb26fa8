"""What is said to people, in words, numbers and styles."""
