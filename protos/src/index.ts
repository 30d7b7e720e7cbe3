export * from './gen/index.ts';
export {
  AdminService,
  GroupService,
  LogService,
  MessagingService,
  MetadataService,
  NodeControlService,
  NodeRegistryService,
  ReplicationService,
  SecurityService,
} from './services.ts';
export { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
export { publicPackageDefinition } from './public-package-definition.ts';
