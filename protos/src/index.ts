export * from './gen/index.ts';
export {
  AdminService,
  GroupService,
  LogService,
  MetadataService,
  NodeControlService,
  NodeRegistryService,
  ReplicationService,
} from './services.ts';
export { publicPackageDefinition } from './public-package-definition.ts';
