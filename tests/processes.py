"""Other processes on the BizHub of a test."""

import os

from bizhub.settings import Settings


def environment_of(settings: Settings) -> dict[str, str]:
    """This process's environment with the folder, the database and the mail server of these settings."""
    secrets = {"BIZHUB_DATABASE_URL": settings.database_url, "BIZHUB_SMTP_URL": settings.smtp_url}
    shown = {name: value.get_secret_value() if value else "" for name, value in secrets.items()}
    return {**os.environ, "BIZHUB_DATA_DIR": str(settings.data_dir), **shown}
