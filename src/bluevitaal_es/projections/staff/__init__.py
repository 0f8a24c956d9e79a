"""Who works here, and for whom the labels of old registers stood."""
