"""How the portal gets onto a machine and runs there. Standard library only, as this installs the rest."""
