import { Weir } from '@weir/client';
import { writeCertificate } from '../../../../harness/write-certificate.ts';
import type { AlertDrill, Undo } from '../alert-drill.ts';
import { type DrillScene, repeat } from '../drill-scene.ts';

const hourMs = 3_600_000;

/** Keys that do not open, certificates that end. */
export const securityDrills: readonly AlertDrill[] = [
  {
    name: 'certificate-ends',
    what: 'the certificate of all services replaced by one that is good for another hour, later by a good one',
    alerts: ['WeirCertificateExpiring', 'WeirCertificateEnds'],
    environment: 'tls',
    begin: async (scene) => {
      await replaceCertificate(scene, hourMs);
      return () => replaceCertificate(scene, 365 * 24 * hourMs);
    },
  },
  {
    name: 'key-revoked',
    what: '`weir key revoke` of a key that a client goes on to use',
    alerts: ['WeirRefusalsRising'],
    environment: 'secured',
    begin: revokeKey,
  },
];

async function replaceCertificate({ authority, directory }: DrillScene, goodForMs: number) {
  if (authority === undefined) throw new Error('The scene has no authority');
  const expiresAt = new Date(Date.now() + goodForMs);
  writeCertificate(directory, 'service', await authority.issue({ name: 'service', expiresAt }));
}

async function revokeKey({ admin, clientOptions, topic }: DrillScene): Promise<Undo> {
  const created = await admin.createApiKey({ principal: 'user:ann' });
  await admin.revokeApiKey(created.key.keyId);
  return repeat(async () => {
    const credentials = { apiKey: created.secret };
    await using weir = new Weir({ ...clientOptions, credentials });
    await weir.admin().describeTopic(topic);
  }, 200);
}
