import type { AddressExamination, AddressOutcome } from '../address-examination.ts';
import type { Check } from '../check.ts';
import type { ClusterSnapshot } from '../cluster-snapshot.ts';
import type { Problem } from '../finding.ts';

/** What keeps this machine from the cluster. */
export const connectionChecks: readonly Check[] = [
  {
    code: 'ADDRESS_UNRESOLVED',
    severity: 'error',
    looksFor: 'a bootstrap address whose host name has no address',
    why: 'Nothing can be reached by a name that does not resolve.',
    remedy: 'Check the spelling, the DNS of this machine, and the network that it is in.',
    find: addressesWith('unresolved', 'does not resolve'),
  },
  {
    code: 'ADDRESS_REFUSED',
    severity: 'error',
    looksFor: 'a bootstrap address that refuses connections',
    why: 'The machine answers and nothing listens on the port.',
    remedy: 'Start the service, or name its port: 7400 unless it was configured.',
    find: addressesWith('refused', 'refuses connections'),
  },
  {
    code: 'ADDRESS_SILENT',
    severity: 'error',
    looksFor: 'a bootstrap address that does not answer at all',
    why: 'A machine that is down, or a firewall that drops packets, looks so.',
    remedy: 'See that the machine runs and that firewalls and network policies let this one in.',
    find: addressesWith('silent', 'does not answer'),
  },
  {
    code: 'NOT_WEIR',
    severity: 'error',
    looksFor: 'a bootstrap address where something else than Weir listens',
    why: 'Weir speaks gRPC, and what listens there does not.',
    remedy:
      'Name the port of the service, not its ops port, and no proxy that speaks HTTP/1.1 only.',
    find: addressesWith('not-weir', 'is not Weir'),
  },
  {
    code: 'TLS_EXPECTED',
    severity: 'error',
    looksFor: 'a bootstrap address that wants TLS where this client speaks plain text',
    why: 'The service takes encrypted connections only.',
    remedy: 'Turn TLS on, and name the authority when it is a private one.',
    find: addressesWith('tls-expected', 'speaks TLS', ['weir doctor --tls-ca ca.pem']),
  },
  {
    code: 'TLS_NOT_SPOKEN',
    severity: 'error',
    looksFor: 'a bootstrap address without TLS where this client wants it',
    why: 'The service speaks plain text, and a client that wants TLS does not trust that.',
    remedy: 'Leave out --tls… and WEIR_TLS…, or give the service a certificate.',
    find: addressesWith('tls-not-spoken', 'does not speak TLS'),
  },
  {
    code: 'TLS_FAILED',
    severity: 'error',
    looksFor:
      'a bootstrap address whose certificate is not accepted, or which does not accept ours',
    why: 'Without certificates that both sides accept there is no connection.',
    remedy:
      'Trust its authority with --tls-ca, call it by a name of its certificate or give that with ' +
      '--tls-server-name, renew what has expired, and give --tls-cert and --tls-key where the ' +
      'cluster asks clients for certificates.',
    find: addressesWith('tls-failed', 'has trouble with TLS'),
  },
  {
    code: 'NO_METADATA',
    severity: 'error',
    looksFor: 'a bootstrap address that answers and has no metadata to send',
    why: 'A service has none before it has heard from an active controller.',
    remedy: 'Wait for a cluster that is being started; else look at its controllers and at Redis.',
    find: addressesWith('no-metadata', 'sends no metadata'),
  },
  {
    code: 'AUTHENTICATION_FAILED',
    severity: 'error',
    looksFor: 'a bootstrap address that refuses the credentials, or wants some',
    why: 'A cluster with security answers only those whom it knows.',
    remedy: 'Give a key that is neither revoked nor expired, or a token that is still valid.',
    find: addressesWith('authentication-failed', 'refuses these credentials', [
      'weir doctor --api-key-file my.key',
    ]),
  },
  {
    code: 'ADDRESS_FAILED',
    severity: 'warning',
    looksFor: 'a bootstrap address that does not work, while another one does',
    why: 'A client is not started while only such addresses are left.',
    remedy: 'Correct or leave out the address, or start its service.',
    find: ({ bootstrap, clusterId }) =>
      clusterId === ''
        ? []
        : bootstrap
            .filter(({ outcome }) => outcome !== 'ok')
            .map((each) => problemAt(each, `does not work: ${each.outcome}`)),
  },
  {
    code: 'SERVICE_UNREACHABLE',
    severity: 'warning',
    looksFor: 'a node or coordinator that is alive and cannot be reached from this machine',
    why: 'Clients that connect directly call each service at the address that it advertises.',
    remedy:
      'Correct its --advertised-address or the network between, or connect by a gateway alone.',
    find: ({ unreachable }) =>
      unreachable.map(({ subject, address, outcome }) => ({
        subject,
        what: `${address}, the address that it advertises, ${outcome} from this machine`,
        commands: ['weir doctor --connect gateway'],
      })),
  },
];

function addressesWith(
  outcome: AddressOutcome,
  verb: string,
  commands: readonly string[] = [],
): (snapshot: ClusterSnapshot) => readonly Problem[] {
  return ({ bootstrap, clusterId }) =>
    clusterId !== ''
      ? []
      : bootstrap
          .filter((each) => each.outcome === outcome)
          .map((each) => ({ ...problemAt(each, verb), commands }));
}

function problemAt({ address, detail }: AddressExamination, verb: string): Problem {
  return {
    subject: `address ${address}`,
    what: `${address} ${verb}${detail === '' ? '' : ` (${detail})`}`,
  };
}
