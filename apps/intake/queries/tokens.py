"""The tokens of a source."""

from django.db.models import F, QuerySet

from apps.intake.models import Source, SourceToken


def token_of(sha256: str) -> SourceToken | None:
    """The token with this hash that has not ended, with its source. One query."""
    tokens = SourceToken.objects.select_related("source")
    return tokens.filter(sha256=sha256, revoked_at__isnull=True).first()


def tokens_of(source: Source) -> QuerySet[SourceToken]:
    """Every token of a source, those in use first, then the newest."""
    tokens = SourceToken.objects.filter(source=source).select_related("created_by", "revoked_by")
    return tokens.order_by(F("revoked_at").desc(nulls_first=True), "-pk")
