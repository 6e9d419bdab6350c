"""Room 4: the window; PySide6 lives here, calls flows and draws values."""
