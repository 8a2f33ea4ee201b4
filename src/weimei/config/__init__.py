"""What this machine needs to know, read from the environment. Business terms are never settings."""

from weimei.config.settings import SettingError, Settings, read_settings

__all__ = ["SettingError", "Settings", "read_settings"]
