"""What the apps below tell becomes notices and to-dos; each task may run twice."""
