import { TLSSocket } from 'node:tls';

/** The client's certificate, on a TLS connection where it sent one: as `getAuthContext` of grpc-js says it. */
export function authContextOf(socket: unknown): { readonly sslPeerCertificate?: object } {
  if (!(socket instanceof TLSSocket)) return {};
  const certificate = socket.getPeerCertificate();
  return 'raw' in certificate ? { sslPeerCertificate: certificate } : {};
}
