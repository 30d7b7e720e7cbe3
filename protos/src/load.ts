import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromJSON, loadSync, type Options, type PackageDefinition } from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import { withBatchesAsBytes } from './batches-as-bytes.ts';

const protoRoot = join(import.meta.dirname, '..');

const options: Options = {
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
  includeDirs: [protoRoot],
};

function protoFiles(): string[] {
  return globSync('weir/**/*.proto', { cwd: protoRoot }).toSorted();
}

/** The definitions exactly as the proto files say: what reflection shows to other clients. */
export function publicPackageDefinition(): PackageDefinition {
  return loadSync(protoFiles(), options);
}

/** The definitions that the services use: each repeated record batch is read as bytes. */
export function servicePackageDefinition(): PackageDefinition {
  const root = new protobuf.Root();
  for (const file of protoFiles()) {
    const source = readFileSync(join(protoRoot, file), 'utf8');
    protobuf.parse(withBatchesAsBytes(source), root);
  }
  root.resolveAll();
  return fromJSON(root.toJSON(), options);
}
