import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The user that runs the image. Node keeps a compile cache for each user. */
const imageUser = 10_001;
const services = ['controller', 'storage-node', 'coordinator', 'gateway'];
const readyWithinMs = 120_000;

/**
 * Fills `.cache` of an installed folder with the JavaScript and the bytecode of every module: runs the
 * whole system once and sends records through it, then loads what only the single services load.
 *
 * What services load later, on demand, is left out: V8 has other flags by then (`collectBuffersYoung`), and an
 * entry made with those is refused at a start.
 *
 * The cache serves from any path, but only for the same build of Node on a like processor; elsewhere a
 * start is slower, nothing else.
 */
export async function warmCompileCache(app) {
  const data = mkdtempSync(join(tmpdir(), 'weir-warm-'));
  mkdirSync(join(app, '.cache'));
  try {
    const system = start(app, 'weir-standalone', [
      ...['--port=0', '--ops-port=0', `--data-dir=${join(data, 'weir')}`],
    ]);
    const address = await readAddress(system);
    const bootstrap = ['--bootstrap', address];
    await succeed(app, 'weir', ['topic', 'create', 'warm', '--replication-factor=3', ...bootstrap]);
    await succeed(app, 'weir', ['produce', 'warm', ...bootstrap], 'one\ntwo\n');
    await succeed(app, 'weir', ['consume', 'warm', '--group=warm', '--max=2', ...bootstrap]);
    system.kill('SIGTERM');
    const [code] = await once(system, 'exit');
    if (code !== 0) throw new Error(`weir-standalone ended with ${code}`);
    for (const service of services) await loadAndRefuse(app, service);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
  serveImageUser(join(app, '.cache'));
}

function start(app, command, args) {
  const path = [join(app, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const foreign = Object.keys(process.env).filter((name) => name.startsWith('WEIR_'));
  const env = { ...process.env, PATH: path };
  for (const name of [...foreign, 'NODE_COMPILE_CACHE', 'NODE_OPTIONS']) delete env[name];
  return spawn(join(app, 'bin', command), args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

async function readAddress(system) {
  let said = '';
  system.stderr.on('data', (text) => (said += text));
  const timeout = setTimeout(() => system.kill('SIGKILL'), readyWithinMs);
  try {
    // What it prints later must find a reader, too.
    for await (const text of system.stdout.iterator({ destroyOnReturn: false })) {
      said += text;
      const [, address] = /ready at (\S+) with/u.exec(said) ?? [];
      if (address !== undefined) return address;
    }
  } finally {
    clearTimeout(timeout);
  }
  throw new Error(`weir-standalone did not start: ${said.trim()}`);
}

async function succeed(app, command, args, input = '') {
  const { code, said } = await finish(start(app, command, args), input);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${said}`);
}

/** A service with a wrong flag loads all of itself, says so and ends. */
async function loadAndRefuse(app, service) {
  const { said } = await finish(start(app, `weir-${service}`, ['--none=1']), '');
  if (!said.includes('--none')) throw new Error(`weir-${service} did not load: ${said}`);
}

async function finish(child, input) {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, said: said.trim() };
}

/** The folder's name ends with the user's id; what it holds is the same for everybody. */
function serveImageUser(cache) {
  for (const name of readdirSync(cache)) {
    const forImage = name.replace(/-\d+$/u, `-${imageUser}`);
    if (forImage === name || existsSync(join(cache, forImage))) continue;
    renameSync(join(cache, name), join(cache, forImage));
    symlinkSync(forImage, join(cache, name));
  }
}
