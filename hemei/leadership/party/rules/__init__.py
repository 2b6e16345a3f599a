"""What holds for Party organisations: the graph, the lists, who may do what."""
