"""Customers are forgotten: their numbers become random ones, and every figure stays as it is."""

from apps.intake.forgetting.customers import forget, surrogates
from apps.intake.forgetting.expired import Cutoff, expired_customers

__all__ = ["Cutoff", "expired_customers", "forget", "surrogates"]
