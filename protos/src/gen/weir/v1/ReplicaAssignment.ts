// From weir/v1/admin.proto


export interface ReplicaAssignmentInput {
  'partition'?: (number);
  /**
   * Node ids, the preferred leader first.
   */
  'replicas'?: (number)[];
}

export interface ReplicaAssignment {
  'partition': (number);
  /**
   * Node ids, the preferred leader first.
   */
  'replicas': (number)[];
}
