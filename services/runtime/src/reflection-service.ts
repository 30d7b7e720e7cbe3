import { createRequire } from 'node:module';
import type * as Reflection from '@grpc/reflection';
import { publicPackageDefinition } from '@weir/protos';
import { LazyService } from './lazy-service.ts';

const require = createRequire(import.meta.url);

const methods = ['v1', 'v1alpha'].map((version) => ({
  path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
  requestStream: true,
  responseStream: true,
}));

/**
 * Describes every service of Weir to whoever asks. Describing them takes long, so it is done at the first
 * question, and once for all servers of a process.
 */
export const reflectionService = new LazyService(methods, (taker) => {
  const reflection = require('@grpc/reflection') as typeof Reflection;
  new reflection.ReflectionService(publicPackageDefinition()).addToServer(taker);
});
