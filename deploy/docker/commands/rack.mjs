/**
 * `weir-rack [--node NAME] [--label KEY] [--default RACK] [--timeout-ms N]`: prints the rack of a
 * storage node, which is a label of the Kubernetes node that it runs on. Asks the API server with the
 * pod's service account; its role must allow `get` on nodes.
 *
 * Plain JavaScript without dependencies. NAME comes from `NODE_NAME` unless it is given.
 */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const attempts = 5;
const pauseMs = 1_000;

async function main() {
  const options = readOptions();
  const node = await getNode(options);
  const rack = node.metadata?.labels?.[options.label] ?? options.fallback;
  if (rack === undefined) {
    throw new Error(
      `node ${options.node} has no label ${options.label}: label it, name another with --label, ` +
        'or give --default',
    );
  }
  process.stdout.write(`${rack}\n`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      node: { type: 'string', default: process.env.NODE_NAME ?? '' },
      label: { type: 'string', default: 'topology.kubernetes.io/zone' },
      default: { type: 'string' },
      'timeout-ms': { type: 'string', default: '5000' },
      'service-account': {
        type: 'string',
        default: '/var/run/secrets/kubernetes.io/serviceaccount',
      },
    },
  });
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = process.env;
  if (values.node === '') throw new Error('name the node with --node or NODE_NAME');
  if (host === undefined) throw new Error('KUBERNETES_SERVICE_HOST is not set: this is no pod');
  const timeoutMs = Number(values['timeout-ms']);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) throw new Error('--timeout-ms is no number');
  const account = values['service-account'];
  return { ...values, ...{ host, port, timeoutMs, account, fallback: values.default } };
}

/** The API server may be away for a moment while a node starts: asks again a few times. */
async function getNode(options) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce(options);
    } catch (error) {
      if (error.isFinal === true || attempt === attempts) throw error;
      process.stderr.write(`weir-rack: ${error.message}, asking again\n`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

async function askOnce({ host, port, node, account, timeoutMs }) {
  const { status, text } = await get({
    ...{ host, port, path: `/api/v1/nodes/${encodeURIComponent(node)}` },
    ca: readFileSync(join(account, 'ca.crt')),
    // Read each time: the token is replaced while the pod lives.
    headers: { authorization: `Bearer ${readFileSync(join(account, 'token'), 'utf8').trim()}` },
    signal: AbortSignal.timeout(timeoutMs),
    agent: false,
  });
  if (status === 200) return JSON.parse(text);
  const error = new Error(`the API server answered ${status} for node ${node}: ${text.trim()}`);
  error.isFinal = status >= 400 && status < 500 && status !== 429;
  throw error;
}

function get(options) {
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode, text });
      });
    });
    call.on('error', reject);
    call.end();
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`weir-rack: ${error.message}\n`);
  process.exitCode = 1;
}
