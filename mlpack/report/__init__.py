"""What was found, in the forms that CI reads: SARIF, JUnit XML, annotations of GitHub."""

from mlpack.report.entries import of_changes, of_error, of_findings
from mlpack.report.entry import Entry, Section
from mlpack.report.writers import WRITERS

__all__ = ["WRITERS", "Entry", "Section", "of_changes", "of_error", "of_findings"]
