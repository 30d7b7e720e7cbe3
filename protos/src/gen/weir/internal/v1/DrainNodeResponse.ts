// From weir/internal/v1/node_registry.proto


export interface DrainNodeResponseInput {
  'remainingLeaders'?: (number);
}

export interface DrainNodeResponse {
  'remainingLeaders': (number);
}
