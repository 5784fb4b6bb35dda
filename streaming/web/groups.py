"""Every group name of the channel layer stands here."""

from shows.models import Show


def show_group(show: Show) -> str:
    return f"show.{show.uuid.hex}"
