"""Static files where nothing was gathered."""

from django.contrib.staticfiles.storage import StaticFilesStorage


class AsTheyAre(StaticFilesStorage):
    """Addresses without a hash; and the sheets as one file, as every house links them."""

    joins_sheets = True
