from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_the_log")]

    operations = [
        migrations.AlterField(
            model_name="act",
            name="kind",
            field=models.CharField(
                choices=[
                    ("delete", "message deleted"),
                    ("silence", "person silenced"),
                    ("ban", "person banned"),
                    ("rules", "rules changed"),
                    ("pin", "message pinned"),
                    ("settle", "question answered or poll closed"),
                    ("drop", "held message dropped"),
                    ("release", "held message released"),
                    ("undo", "undone"),
                ],
                max_length=7,
            ),
        ),
    ]
