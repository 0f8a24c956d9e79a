"""What is on the agendas of case conferences, each item with no more than its form allows."""
