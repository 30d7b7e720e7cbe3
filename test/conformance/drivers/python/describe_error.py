"""What a failed call says, as the runner reads it."""
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status


def describe_error(error):
    """Status and message of a failed call, and Weir's own code from its `ErrorInfo`."""
    return {
        "status": error.code().name,
        "code": _weir_code(error),
        "message": error.details() or "",
    }


def _weir_code(error):
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        info = ErrorInfo()
        if detail.Unpack(info) and info.domain == "weir":
            return info.reason
    return ""
