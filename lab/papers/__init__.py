"""The laboratory on paper: the report, the sampling record, the write-off ledger of a lot."""

from lab.papers.ledger import ledger_pdf
from lab.papers.record import sampling_record_pdf
from lab.papers.report import report_pdf

__all__ = ["ledger_pdf", "report_pdf", "sampling_record_pdf"]
