"""The screens, one file each; opened by name through `wardsafe.tui.rooms`."""
