"""Messages to JSON and back: 64-bit numbers are strings there, so none is rounded."""
from google.protobuf import json_format


def to_json(message):
    return json_format.MessageToDict(message, always_print_fields_with_no_presence=True)


def from_json(value, message_type):
    return json_format.ParseDict(value, message_type())
