import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { withBatchesAsBytes } from './batches-as-bytes.ts';

/** Parses all proto files under a folder: what the services load, each record batch as bytes. */
export function readDescriptor(protoRoot: string): protobuf.INamespace {
  const root = new protobuf.Root();
  for (const file of globSync('weir/**/*.proto', { cwd: protoRoot }).toSorted()) {
    const source = readFileSync(join(protoRoot, file), 'utf8');
    protobuf.parse(withBatchesAsBytes(source), root);
  }
  root.resolveAll();
  return root.toJSON();
}
