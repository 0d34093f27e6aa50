rows=2
