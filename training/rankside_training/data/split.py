"""The sources that are trained on, with their numbers of pairs, and the sources for validation."""

# Whole sources that no training step sees. Settings and checkpoints are chosen by these alone.
VALIDATION = ("nq_open", "qed", "pubmedqa", "covidqa", "owasp", "code_script", "rust_book")

# The largest number of training pairs of each source: people's questions count for more than headings and docstrings.
PAIRS = {
    "openstax": 1500,
    "squadshifts": 1400,
    "rag_qa_arena": 1500,
    "medquad": 900,
    "selqa": 1200,
    "scifact": 800,
    "covid_faq": 180,
    "us_gov_guides": 600,
    "acl_anthology": 800,
    "dc_code": 500,
    "mdn": 400,
    "library_docs": 400,
    "code_python": 500,
    "powershell_docs": 300,
    "django_docs": 300,
    "cpython_docs": 300,
    "postgres_docs": 300,
    "react_docs": 300,
    "node_docs": 200,
    "tldr": 200,
    "opensource_guide": 160,
}
