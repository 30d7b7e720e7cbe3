import { type Client, makeGenericClientConstructor } from '@grpc/grpc-js';
import { definitions } from './definitions.ts';
import type { AdminServiceClient, AdminServiceDefinition } from './gen/weir/v1/AdminService.ts';
import type { GroupServiceClient, GroupServiceDefinition } from './gen/weir/v1/GroupService.ts';
import type { LogServiceClient, LogServiceDefinition } from './gen/weir/v1/LogService.ts';
import type {
  MessagingServiceClient,
  MessagingServiceDefinition,
} from './gen/weir/v1/MessagingService.ts';
import type {
  MetadataServiceClient,
  MetadataServiceDefinition,
} from './gen/weir/v1/MetadataService.ts';
import type {
  NodeControlServiceClient,
  NodeControlServiceDefinition,
} from './gen/weir/internal/v1/NodeControlService.ts';
import type {
  NodeRegistryServiceClient,
  NodeRegistryServiceDefinition,
} from './gen/weir/internal/v1/NodeRegistryService.ts';
import type {
  ReplicationServiceClient,
  ReplicationServiceDefinition,
} from './gen/weir/internal/v1/ReplicationService.ts';
import type {
  SecurityServiceClient,
  SecurityServiceDefinition,
} from './gen/weir/internal/v1/SecurityService.ts';
import { toServiceDefinition } from './service-definition.ts';

/** A client class of one service, with the definition that a server adds. */
export type Service<ServiceClient, Definition> = {
  new (...args: ConstructorParameters<typeof Client>): ServiceClient & Client;
  readonly service: Definition;
};

function load<ServiceClient, Definition>(name: string): Service<ServiceClient, Definition> {
  const definition = toServiceDefinition(definitions.lookupService(name));
  return makeGenericClientConstructor(definition, name) as unknown as Service<
    ServiceClient,
    Definition
  >;
}

export const AdminService = load<AdminServiceClient, AdminServiceDefinition>(
  'weir.v1.AdminService',
);
export const GroupService = load<GroupServiceClient, GroupServiceDefinition>(
  'weir.v1.GroupService',
);
export const LogService = load<LogServiceClient, LogServiceDefinition>('weir.v1.LogService');
export const MessagingService = load<MessagingServiceClient, MessagingServiceDefinition>(
  'weir.v1.MessagingService',
);
export const MetadataService = load<MetadataServiceClient, MetadataServiceDefinition>(
  'weir.v1.MetadataService',
);
export const NodeControlService = load<NodeControlServiceClient, NodeControlServiceDefinition>(
  'weir.internal.v1.NodeControlService',
);
export const NodeRegistryService = load<NodeRegistryServiceClient, NodeRegistryServiceDefinition>(
  'weir.internal.v1.NodeRegistryService',
);
export const ReplicationService = load<ReplicationServiceClient, ReplicationServiceDefinition>(
  'weir.internal.v1.ReplicationService',
);
export const SecurityService = load<SecurityServiceClient, SecurityServiceDefinition>(
  'weir.internal.v1.SecurityService',
);
