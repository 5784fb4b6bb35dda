from django import forms


def test_an_empty_field_says_what_to_do():
    class Form(forms.Form):
        title = forms.CharField()
        kind = forms.ChoiceField(choices=[("a", "A")])
        ways = forms.MultipleChoiceField(choices=[("a", "A")])
        poster = forms.FileField()

    said = {name: errors[0] for name, errors in Form({}).errors.items()}
    assert said == {
        "title": "Please fill this in.",
        "kind": "Please choose.",
        "ways": "Please choose.",
        "poster": "Please choose a file.",
    }
