from rest_framework.views import exception_handler


def answer(exc, context):
    return exception_handler(exc, context)
