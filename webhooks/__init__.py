"""Every way in from outside: HTTP routes and the command line. Thin: parse, call one room, render."""
