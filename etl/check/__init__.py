"""The check: does a dataset keep what its schemas promise? Every breach names table, row, column, value and rule."""

from etl.check.dataset import check_dataset
from etl.check.result import Breach, CheckResult
from etl.check.tables import check_tables

__all__ = ["Breach", "CheckResult", "check_dataset", "check_tables"]
