"""What every request passes: bounds, headers, logs, errors."""
