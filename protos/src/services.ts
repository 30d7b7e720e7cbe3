import { type Client, loadPackageDefinition } from '@grpc/grpc-js';
import type { AdminServiceClient, AdminServiceDefinition } from './gen/weir/v1/AdminService.ts';
import type { GroupServiceClient, GroupServiceDefinition } from './gen/weir/v1/GroupService.ts';
import type { LogServiceClient, LogServiceDefinition } from './gen/weir/v1/LogService.ts';
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
import { servicePackageDefinition } from './load.ts';

/** A client class of one service, with the definition that a server adds. */
export type Service<ServiceClient, Definition> = {
  new (...args: ConstructorParameters<typeof Client>): ServiceClient & Client;
  readonly service: Definition;
};

interface LoadedPackages {
  readonly weir: {
    readonly v1: {
      readonly AdminService: Service<AdminServiceClient, AdminServiceDefinition>;
      readonly GroupService: Service<GroupServiceClient, GroupServiceDefinition>;
      readonly LogService: Service<LogServiceClient, LogServiceDefinition>;
      readonly MetadataService: Service<MetadataServiceClient, MetadataServiceDefinition>;
    };
    readonly internal: {
      readonly v1: {
        readonly NodeControlService: Service<
          NodeControlServiceClient,
          NodeControlServiceDefinition
        >;
        readonly NodeRegistryService: Service<
          NodeRegistryServiceClient,
          NodeRegistryServiceDefinition
        >;
        readonly ReplicationService: Service<
          ReplicationServiceClient,
          ReplicationServiceDefinition
        >;
      };
    };
  };
}

const { weir } = loadPackageDefinition(servicePackageDefinition()) as unknown as LoadedPackages;

export const { AdminService, GroupService, LogService, MetadataService } = weir.v1;
export const { NodeControlService, NodeRegistryService, ReplicationService } = weir.internal.v1;
