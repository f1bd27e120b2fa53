"""oncotier reads NGS results of a tumor and ranks the therapies that they speak for.

Importing the package costs nothing: it holds the version only. The commands live in `oncotier.cli`.
"""

__version__ = "0.1.0"
