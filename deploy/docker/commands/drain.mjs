/**
 * `weir-drain --port OPS_PORT [--host H] [--timeout-ms N] [--cancel]`: asks the service beside it to
 * make ready for its end, and waits until it is. What a preStop hook runs.
 *
 * Plain JavaScript without dependencies, so that it starts at once. A service that does not run needs
 * no drain: a pod that crashes over and over must still end, so that is success.
 */
import { request } from 'node:http';
import { parseArgs } from 'node:util';

const usage = 'usage: weir-drain --port OPS_PORT [--host HOST] [--timeout-ms N] [--cancel]';
const loopback = ['127.0.0.1', '::1'];
/** Nobody listens there, or the service ended meanwhile. */
const notRunning = ['ECONNREFUSED', 'ECONNRESET', 'EADDRNOTAVAIL', 'EHOSTUNREACH'];

async function main() {
  const options = readOptions();
  const signal = AbortSignal.timeout(options.timeoutMs);
  for (const host of options.hosts) {
    try {
      return tell(await post(host, options, signal));
    } catch (error) {
      if (signal.aborted) return fail(`did not drain within ${options.timeoutMs} ms`);
      if (!notRunning.includes(error.code)) return fail(error.message);
    }
  }
  return succeed('not running, nothing to drain');
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'timeout-ms': { type: 'string', default: '60000' },
      cancel: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  const timeoutMs = Number(values['timeout-ms']);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(usage);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) throw new Error(usage);
  const hosts = values.host === undefined ? loopback : [values.host];
  return { port, hosts, timeoutMs, path: values.cancel ? '/drain?cancel' : '/drain' };
}

function post(host, { port, path }, signal) {
  return new Promise((resolve, reject) => {
    const call = request({ host, port, path, method: 'POST', signal, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode, text: text.trim() });
      });
    });
    call.on('error', reject);
    call.end();
  });
}

function tell({ status, text }) {
  // 404: a service for which SIGTERM alone is enough.
  return status === 200 || status === 404 ? succeed(text) : fail(`answered ${status}: ${text}`);
}

function succeed(text) {
  process.stdout.write(`weir-drain: ${text}\n`);
  return 0;
}

function fail(text) {
  process.stderr.write(`weir-drain: ${text}\n`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = fail(error.message);
}
