import { madeUp } from "./made-up.ts";
import { regionalArn } from "./place.ts";
import type { DataSource, ResourceType } from "./resource-type.ts";
import * as about from "./services/about.ts";
import { CLOUD_CONTROL_RESOURCE } from "./services/cloud-control.ts";
import { GET_TABLE, TABLE } from "./services/dynamodb.ts";
import { RESOURCE_POLICY } from "./services/dynamodb-policy.ts";
import { TABLE_REPLICA } from "./services/dynamodb-replica.ts";
import { TABLE_TAG } from "./services/dynamodb-tag.ts";
import * as endpoints from "./services/ec2-endpoints.ts";
import * as network from "./services/ec2-network.ts";
import * as routes from "./services/ec2-routes.ts";
import * as securityGroups from "./services/ec2-security-groups.ts";
import * as eks from "./services/eks.ts";
import { EVENT_RULE, EVENT_TARGET } from "./services/events.ts";
import { GET_OPEN_ID_CONNECT_PROVIDER, OPEN_ID_CONNECT_PROVIDER } from "./services/iam-oidc.ts";
import { POLICY, ROLE_POLICY, ROLE_POLICY_ATTACHMENT } from "./services/iam-policies.ts";
import { GET_ROLE, INSTANCE_PROFILE, ROLE, USER } from "./services/iam-roles.ts";
import { ALIAS, GET_KEY, KEY, KEY_POLICY } from "./services/kms.ts";
import { FUNCTION, GET_FUNCTIONS } from "./services/lambda.ts";
import * as organizations from "./services/organizations.ts";
import * as lists from "./services/organizations-lists.ts";
import { ORGANIZATIONS_POLICY, POLICY_ATTACHMENT } from "./services/organizations-policies.ts";
import { GET_SECRET, SECRET, SECRET_POLICY, SECRET_ROTATION, SECRET_VERSION } from "./services/secrets-manager.ts";
import { GET_TOPIC, TOPIC, TOPIC_POLICY, TOPIC_SUBSCRIPTION } from "./services/sns.ts";
import { GET_PARAMETER, PARAMETER } from "./services/ssm.ts";
import { STANDALONE_ACCOUNT } from "./services/standalone-account.ts";

/** Every resource type that is modelled. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  STANDALONE_ACCOUNT,
  CLOUD_CONTROL_RESOURCE,
  TABLE,
  TABLE_REPLICA,
  RESOURCE_POLICY,
  TABLE_TAG,
  network.VPC,
  network.SUBNET,
  network.INTERNET_GATEWAY,
  routes.ROUTE_TABLE,
  routes.ROUTE,
  routes.ROUTE_TABLE_ASSOCIATION,
  endpoints.VPC_ENDPOINT,
  securityGroups.SECURITY_GROUP,
  securityGroups.INGRESS_RULE,
  securityGroups.EGRESS_RULE,
  eks.CLUSTER,
  eks.POD_IDENTITY_ASSOCIATION,
  FUNCTION,
  EVENT_RULE,
  EVENT_TARGET,
  ROLE,
  INSTANCE_PROFILE,
  USER,
  ROLE_POLICY,
  POLICY,
  ROLE_POLICY_ATTACHMENT,
  OPEN_ID_CONNECT_PROVIDER,
  KEY,
  KEY_POLICY,
  ALIAS,
  organizations.ORGANIZATION,
  organizations.ORGANIZATIONAL_UNIT,
  organizations.ACCOUNT,
  ORGANIZATIONS_POLICY,
  POLICY_ATTACHMENT,
  SECRET,
  SECRET_POLICY,
  SECRET_ROTATION,
  SECRET_VERSION,
  TOPIC,
  TOPIC_POLICY,
  TOPIC_SUBSCRIPTION,
  PARAMETER,
];

/** Every data source that is modelled. */
export const DATA_SOURCES: readonly DataSource[] = [
  about.GET_CALLER_IDENTITY,
  about.GET_PARTITION,
  about.GET_REGION,
  about.GET_AVAILABILITY_ZONES,
  about.GET_SERVICE_PRINCIPAL,
  GET_TABLE,
  network.GET_VPC,
  network.GET_SUBNET,
  network.GET_SUBNETS,
  routes.GET_ROUTE_TABLE,
  routes.GET_ROUTE_TABLES,
  endpoints.GET_VPC_ENDPOINT,
  eks.GET_CLUSTER,
  eks.GET_CLUSTERS,
  GET_FUNCTIONS,
  GET_ROLE,
  GET_OPEN_ID_CONNECT_PROVIDER,
  GET_KEY,
  lists.GET_CHILD_ACCOUNTS,
  lists.GET_DESCENDANT_UNITS,
  lists.GET_ORGANIZATION,
  lists.GET_ORGANIZATIONAL_UNITS,
  GET_SECRET,
  GET_TOPIC,
  GET_PARAMETER,
];

const TYPES = new Map(RESOURCE_TYPES.map((type) => [type.token, type]));
const PASSED_THROUGH = new Map<string, ResourceType>();
const SOURCES = new Map(DATA_SOURCES.map((source) => [source.token, source]));

/** Whether a type is modelled. Other types only pass through. */
export function isModelled(token: string): boolean {
  return TYPES.has(token);
}

/** The type with this token. A type that is not modelled stores and shows its inputs, and refuses nothing. */
export function resourceType(token: string): ResourceType {
  const found = TYPES.get(token) ?? PASSED_THROUGH.get(token);
  if (found !== undefined) return found;
  const passed = passedThrough(token);
  PASSED_THROUGH.set(token, passed);
  return passed;
}

/** The data source with this token, or undefined. */
export function dataSource(token: string): DataSource | undefined {
  return SOURCES.get(token);
}

function passedThrough(token: string): ResourceType {
  const service = token.split(":")[1]?.split("/")[0] ?? "service";
  return {
    token,
    scope: "regional",
    required: [],
    replacedBy: [],
    isTaggable: false,
    computed: ["arn"],
    make: (facts) => {
      const id = facts.existingId ?? madeUp(token, facts.account, facts.urn, facts.generation).hex(16);
      return { id, outputs: { arn: regionalArn(facts, service, id) } };
    },
  };
}
