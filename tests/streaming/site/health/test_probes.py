"""Each probe says what it found, and what to do about it."""

import pytest

from streaming.site.health import diagnosis, probes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("probe", probes.NEEDED)
def test_a_site_in_order_needs_nothing(probe):
    assert probe().level == probes.OK


def test_the_channel_layer_is_asked_and_not_believed(settings):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [{"address": "redis://127.0.0.1:1/0"}]},
        }
    }
    finding = probes.channel_layer()
    assert (finding.level, finding.advice) == (probes.FAIL, "Check REDIS_URL.")


def test_a_full_disk_is_trouble(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(probes, "LEAST_FREE_BYTES", 1 << 60)
    assert probes.storage().level == probes.FAIL


def test_migrations_that_wait_are_counted(monkeypatch):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="chat").latest("pk").delete()
    finding = probes.migrations()
    assert (finding.level, finding.words) == (probes.FAIL, "1 not applied yet")


def test_a_secret_key_that_others_can_read_is_trouble(settings, tmp_path):
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path, "k" * 60
    key = tmp_path / "secret_key"
    key.write_text("k" * 60)
    key.chmod(0o644)
    finding = diagnosis.secret_key()
    assert (finding.level, finding.advice) == (probes.FAIL, f"chmod 600 {key}")
    key.chmod(0o600)
    assert diagnosis.secret_key().level == probes.OK


def test_a_mail_server_that_does_not_answer_is_trouble(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert diagnosis.mail().level == probes.FAIL


def test_an_unknown_time_zone_is_trouble(settings):
    settings.TIME_ZONE = "Mars/Olympus"
    assert diagnosis.time_zones().level == probes.FAIL


def test_cameras_need_https(settings):
    settings.SECURE, settings.PUBLIC_URL = False, "http://shows.example.org"
    assert diagnosis.cameras().level == probes.WARN
    settings.SECURE = True
    assert diagnosis.cameras().level == probes.OK


def test_the_codecs_of_the_stage_are_there():
    assert diagnosis.codecs().level == probes.OK
