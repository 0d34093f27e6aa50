rows=4
