"""Release on paper: the certificate, in Chinese and English."""

from inspections.papers.certificate import certificate_pdf

__all__ = ["certificate_pdf"]
