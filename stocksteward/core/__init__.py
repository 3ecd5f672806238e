"""The shared kernel: clock, money, errors, live topics, page and API shapes. It imports nothing of the apps."""
