import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from './gen/google/rpc/error_details_pb.js';

/** What a failed call says; the code is Weir's own, from its `ErrorInfo`. */
export function describeError(thrown) {
  const error = ConnectError.from(thrown);
  const info = error.findDetails(ErrorInfoSchema).find(({ domain }) => domain === 'weir');
  return { status: statusName(error.code), code: info?.reason ?? '', message: error.rawMessage };
}

/** gRPC's own name of a status: `DeadlineExceeded` is `DEADLINE_EXCEEDED` there. */
function statusName(code) {
  if (code === Code.Canceled) return 'CANCELLED';
  return Code[code].replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
