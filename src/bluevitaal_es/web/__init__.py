"""Pages and forms, in Dutch: HTTP in and command out, view in and HTML out."""
