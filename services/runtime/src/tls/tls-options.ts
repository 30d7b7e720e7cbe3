import { option } from '../option.ts';
import { clientAuthModes } from './server-tls.ts';

/** The rows of a service's config table that say how it does TLS; `openTls` reads them. */
export const tlsOptions = {
  tlsCertFile: option.string({
    env: 'WEIR_TLS_CERT_FILE',
    default: '',
    meaning:
      'Certificate of this service in PEM, with those that lead to its authority; empty: no TLS',
  }),
  tlsKeyFile: option.string({
    env: 'WEIR_TLS_KEY_FILE',
    default: '',
    meaning: 'Private key of the certificate in PEM',
  }),
  tlsCaFile: option.string({
    env: 'WEIR_TLS_CA_FILE',
    default: '',
    meaning: 'Authorities trusted for certificates of clients and of called services, in PEM',
  }),
  tlsClientAuth: option.enumeration({
    env: 'WEIR_TLS_CLIENT_AUTH',
    default: 'none',
    values: clientAuthModes,
    meaning: 'Whether clients must show a certificate',
  }),
  tlsServerName: option.string({
    env: 'WEIR_TLS_SERVER_NAME',
    default: '',
    meaning: 'Name that certificates of called services must have; empty: the host that is called',
  }),
};
