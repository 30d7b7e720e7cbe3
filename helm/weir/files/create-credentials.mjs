// Makes the Secret of this release's credentials once. What is in it already stays as it is.
// usage: NAMESPACE SECRET RELEASE [FOLDER]: in the folder are the token and the authority of the API server
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const inPod = '/var/run/secrets/kubernetes.io/serviceaccount';
const [namespace, name, release, account = inPod] = process.argv.slice(1);
const secrets = `/api/v1/namespaces/${namespace}/secrets`;
const random = (bytes) => randomBytes(bytes).toString('hex');

function call(method, path, body, type = 'application/json') {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const headers = { authorization: `Bearer ${readFileSync(`${account}/token`, 'utf8').trim()}` };
  const options = { host, port, method, path, ca: readFileSync(`${account}/ca.crt`) };
  const signal = AbortSignal.timeout(10_000);
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, signal, headers: { ...headers, 'content-type': type } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function expectStatus({ status, text }, expected, doing) {
  if (!expected.includes(status))
    throw new Error(`${doing}: the API server answered ${status}: ${text}`);
}

const adminKey = `weir_admin_${random(32)}`;
const wanted = {
  'cluster.secret': random(32),
  'admin.keys': adminKey,
  'admin.key': adminKey,
  'redis.password': random(24),
};

const found = await call('GET', `${secrets}/${name}`);
expectStatus(found, [200, 404], `Reading Secret ${name}`);
if (found.status === 404) {
  const labels = { 'app.kubernetes.io/instance': release, 'app.kubernetes.io/part-of': 'weir' };
  const made = await call('POST', secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels },
    type: 'Opaque',
    stringData: wanted,
  });
  expectStatus(made, [201], `Making Secret ${name}`);
  console.log(`Secret ${name} is made`);
} else {
  const { data = {} } = JSON.parse(found.text);
  const missing = Object.keys(wanted).filter((key) => data[key] === undefined);
  // The two admin keys are one: half of them would be of no use.
  const isTorn = missing.includes('admin.keys') !== missing.includes('admin.key');
  if (isTorn) throw new Error(`Secret ${name} has one of admin.keys and admin.key: add the other`);
  if (missing.length > 0) {
    const stringData = Object.fromEntries(missing.map((key) => [key, wanted[key]]));
    const type = 'application/merge-patch+json';
    const patched = await call('PATCH', `${secrets}/${name}`, { stringData }, type);
    expectStatus(patched, [200], `Adding to Secret ${name}`);
  }
  console.log(
    missing.length > 0 ? `Secret ${name} got ${missing.join(', ')}` : `Secret ${name} is there`,
  );
}
