"""Who writes the editorial content."""

from terreau.accounts.rules import is_administrator, is_editor

writes_articles = is_editor | is_administrator

PERMISSIONS = {
    # Wagtail asks for this one before any page of the CMS.
    "wagtailadmin.access_admin": writes_articles,
    "knowledge.review_article": writes_articles,
}
