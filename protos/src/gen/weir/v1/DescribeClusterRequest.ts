// From weir/v1/admin.proto


export interface DescribeClusterRequestInput {
}

export interface DescribeClusterRequest {
}
