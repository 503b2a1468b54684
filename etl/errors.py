"""The errors this package raises, one class a cause; every message says what to do about it."""


class EtlError(Exception):
    """Base of all errors raised on purpose by this package."""


class InputError(EtlError):
    """The input as a whole cannot be used: no such file, no readable record, a mapping that names no column."""


class SettingsError(EtlError):
    """A setting has a value outside its domain."""


class SchemaError(EtlError):
    """A table does not fit its schema, or a schema file is itself malformed."""


class CheckError(EtlError):
    """A dataset breaks a rule of its schemas, so it was not published."""


class LanguageError(EtlError):
    """A language pack is missing or one of its files is malformed."""


class GazetteerError(EtlError):
    """The gazetteer index is missing, unreadable or was built by another version."""


class DatasetError(EtlError):
    """A folder is not a dataset of this package, or another run is writing to it."""


class CorrectionError(EtlError):
    """A corrections file is malformed; the message names the line and the column."""
