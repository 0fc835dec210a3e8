"""What people take home: notes for the visit, paper for those without a screen, FHIR for a clinic.

``notes`` and ``fhir`` give a result another form; ``paper`` prints what the tables and lessons
hold. Everything is made in memory; the commands write files.
"""

from otkit.takeaway.fhir import questionnaire, questionnaire_response
from otkit.takeaway.notes import notes_pdf, notes_text

__all__ = ["notes_pdf", "notes_text", "questionnaire", "questionnaire_response"]
