/** AWS's own classes of access; an action has one or, for tagging and permissions, also "Write". */
export type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

/** The type of a condition key's values. A leading `ArrayOf` marks a multivalued key, which needs `ForAllValues:` or `ForAnyValue:`. */
export type ConditionValueType =
  | "String"
  | "Numeric"
  | "Date"
  | "Bool"
  | "ARN"
  | "IPAddress"
  | "ArrayOfString"
  | "ArrayOfARN"
  | "ArrayOfBool";

/** A kind of resource that an action acts on. */
export interface ActionResource {
  readonly name: string;
  /** Whether a statement with the action needs such a resource; false for what it acts on only sometimes. */
  readonly isRequired: boolean;
  readonly conditionKeys: readonly string[];
}

/** One action as AWS's service authorization reference describes it. */
export interface Action {
  /** With the service prefix, in AWS's spelling: `dynamodb:GetItem`. */
  readonly name: string;
  readonly service: string;
  readonly accessLevels: readonly AccessLevel[];
  /** Whether it changes anything: data, settings, tags or permissions. */
  readonly isWrite: boolean;
  readonly resources: readonly ActionResource[];
  /** Whether its only possible resource is `*`. */
  readonly isWildcardOnly: boolean;
  /** The service's condition keys that it supports with any resource; global keys are not repeated here. */
  readonly conditionKeys: readonly string[];
  /** Other actions that the caller needs as well for a call to succeed. */
  readonly dependentActions: readonly string[];
}

/** A kind of resource of a service. */
export interface ResourceType {
  readonly name: string;
  readonly service: string;
  /** AWS's pattern with `${…}` for what varies, e.g. `arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}`. */
  readonly arnPattern: string;
  readonly conditionKeys: readonly string[];
}

/** A condition key that statements may test. */
export interface ConditionKey {
  /** In AWS's spelling; a variable part is a template, e.g. `aws:PrincipalTag/${TagKey}`. */
  readonly key: string;
  readonly type: ConditionValueType;
  readonly isMultivalued: boolean;
  /** Whether every service supports the key. */
  readonly isGlobal: boolean;
}
