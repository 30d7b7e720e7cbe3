/**
 * Writes `src/gen` from the proto files: the TypeScript types of every message and service, and
 * `descriptor.json`, the definitions that the services load without a parser.
 *
 * The services see a record batch as bytes (`repeated RecordBatch` and `repeated bytes` are the
 * same on the wire), so the types are made from copies of the files in which it is.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readDescriptor } from './src/read-descriptor.ts';
import { withBatchesAsBytes } from './src/batches-as-bytes.ts';

const here = import.meta.dirname;
const work = mkdtempSync(join(tmpdir(), 'weir-protos-'));
const outDir = join(here, 'src', 'gen');
const loader = createRequire(import.meta.url).resolve('@grpc/proto-loader/package.json');

cpSync(join(here, 'weir'), join(work, 'weir'), { recursive: true });
const files = globSync('weir/**/*.proto', { cwd: work }).toSorted();
for (const file of files) {
  const path = join(work, file);
  writeFileSync(path, withBatchesAsBytes(readFileSync(path, 'utf8')));
}
rmSync(outDir, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [
    join(dirname(loader), 'build', 'bin', 'proto-loader-gen-types.js'),
    '--longs=Number',
    '--enums=String',
    '--defaults',
    '--oneofs',
    '--includeComments',
    '--grpcLib=@grpc/grpc-js',
    '--importFileExtension=.ts',
    '--inputTemplate=%sInput',
    '--outputTemplate=%s',
    `--includeDirs=${work}`,
    `--outDir=${outDir}`,
    ...files,
  ],
  { stdio: 'inherit', cwd: work },
);
rmSync(work, { recursive: true, force: true });

// One file a proto that nobody uses: `services.ts` names the loaded services itself.
for (const file of globSync('*.ts', { cwd: outDir })) rmSync(join(outDir, file));

const generated = globSync('weir/**/*.ts', { cwd: outDir }).toSorted();
for (const file of generated) {
  const path = join(outDir, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(`// Original file: ${work}/`, '// From '));
}
writeFileSync(
  join(outDir, 'index.ts'),
  generated.map((file) => `export * from './${file}';\n`).join(''),
);
writeFileSync(join(outDir, 'descriptor.json'), `${JSON.stringify(readDescriptor(here))}\n`);
