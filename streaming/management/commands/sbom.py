"""`./run manage sbom`: the parts of this installation, for scanners and auditors."""

import json

from django.core.management import BaseCommand

from streaming.site.bill_of_materials import document


class Command(BaseCommand):
    help = "Prints every package and native library in use as a CycloneDX document (SBOM)."
    requires_system_checks = []

    def handle(self, **options) -> None:
        self.stdout.write(json.dumps(document(), indent=2))
