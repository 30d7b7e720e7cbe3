import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as ProtoLoader from '@grpc/proto-loader';
import { conversion } from './service-definition.ts';

const require = createRequire(import.meta.url);
const protoRoot = join(import.meta.dirname, '..');

/**
 * The definitions exactly as the proto files say: what reflection shows to other clients. Loads the
 * parser and reads all files, so it is for when somebody asks. `others` are paths of further files.
 */
export function publicPackageDefinition(
  others: readonly string[] = [],
): ProtoLoader.PackageDefinition {
  const { loadSync } = require('@grpc/proto-loader') as typeof ProtoLoader;
  const files = globSync('weir/**/*.proto', { cwd: protoRoot }).toSorted();
  return loadSync([...files, ...others], { ...conversion, includeDirs: [protoRoot] });
}
