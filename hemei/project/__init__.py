"""Project: settings, addresses, command line; nothing of the business."""
