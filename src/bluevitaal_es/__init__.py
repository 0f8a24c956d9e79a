"""BlueVitaal: event-sourced support of mentally overloaded police staff and the people close to them."""
