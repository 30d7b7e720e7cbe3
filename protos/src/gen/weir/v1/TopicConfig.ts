// From weir/v1/admin.proto


export interface TopicConfigInput {
  'name'?: (string);
  'value'?: (string);
  'isDefault'?: (boolean);
  'documentation'?: (string);
}

export interface TopicConfig {
  'name': (string);
  'value': (string);
  'isDefault': (boolean);
  'documentation': (string);
}
