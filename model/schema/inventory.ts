import { z } from "zod";
import { described, fields, listOf, mapOf, text } from "./grammar.ts";
import { keyArn, policyId, vpcEndpointId } from "./scalars.ts";

/** Says that something that exists has nothing of a kind. */
export const NONE = "none";

const POLICY = '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "dynamodb:GetItem", Resource: "*" }] }';

const document = described(z.record(z.string(), z.unknown()), "a policy document, as AWS has it", POLICY);

const principalName = described(
  z.string().min(1),
  "a role or user as in explain's --principal",
  "role/team/nightly@orders-prod, orders-prod/nightly or an ARN",
);
const resourceName = described(
  z.string().min(1),
  "a table, key, secret or stream as in explain's --resource",
  "orders-prod/tables/orders or an ARN",
);
const policyArn = text(
  /^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/[\w+=,.@/-]+$/,
  "the ARN of a managed policy",
  "arn:aws:iam::200000000002:policy/team",
);
const node = described(
  z.string().min(1),
  "the root, a unit, an account, or the id of one of them",
  "root, workloads/prod, orders-prod or ou-ab12-1a2b3c4d",
);

const control = fields(
  { attachedTo: listOf(node, "where else it is attached", "[workloads/prod]").optional(), document },
  "a policy of the organization",
  `{ document: ${POLICY} }`,
);

/** What may be said not to be there. */
const orNone = <T extends z.ZodType>(schema: T, is: string, like: string) =>
  described(z.union([z.literal(NONE), schema]), `${is}, or none`, like);

const tagsOrNone = orNone(z.record(z.string().min(1), z.string()), "tags by key", "{ team: orders }");

const existingPrincipal = fields(
  {
    policies: orNone(z.array(document).min(1), "the documents of all inline policies", `[${POLICY}]`).optional(),
    managed: orNone(z.array(policyArn).min(1), "the ARNs of all managed policies", "[arn:aws:iam::aws:policy/ReadOnlyAccess]").optional(),
    boundary: orNone(policyArn, "the ARN of the permissions boundary", "arn:aws:iam::200000000002:policy/edge").optional(),
    trust: document.optional(),
    tags: tagsOrNone.optional(),
    uniqueId: text(/^A(?:ROA|IDA)[A-Z0-9]+$/, "the unique id that AWS gave a role or user", "AROAEXAMPLEID1234567").optional(),
  },
  "a role or user that exists",
  "{ policies: none, managed: [arn:aws:iam::200000000002:policy/team], boundary: none }",
);

const kmsOperation = text(/^[A-Z][A-Za-z]+$/, "an operation of KMS as grants name it", "Decrypt");
const existingGrant = fields(
  { to: principalName, operations: listOf(kmsOperation, "the operations that it allows", "[Decrypt]") },
  "a grant on a key",
  "{ to: orders-prod/nightly, operations: [Decrypt] }",
);

const documentOrNone = described(
  z.union([z.literal(NONE), z.record(z.string(), z.unknown())]),
  "a policy document, as AWS has it, or none",
  POLICY,
);

const encryption = described(
  z.union([z.enum(["aws-owned", "aws-managed"]), z.strictObject({ key: keyArn })]),
  "aws-owned, aws-managed, or { key: <the ARN of a KMS key> }",
  '{ key: "arn:aws:kms:eu-west-1:200000000008:key/5f0c2c0e-8f0b-4a57-9d5c-2f9f6f1c9d10" }',
);

const networkName = described(z.string().min(1), "a network that exists, as in explain's --from", "platform-prod/main");
const serviceName = text(/^[a-z][a-z0-9-]*$/, "a service as endpoints name it", "secretsmanager");
const existingEndpoint = described(
  z.union([
    z.literal(NONE),
    z.strictObject({ id: vpcEndpointId, policy: z.union([z.literal("full-access"), z.record(z.string(), z.unknown())]) }),
  ]),
  "none, or { id: <vpce-…>, policy: <full-access, which AWS gives it, or a policy document> }",
  "{ id: vpce-0f1e2d3c4b5a69788, policy: full-access }",
);

const accountId = text(/^\d{12}$/, "an account id: twelve digits, in quotes", "200000000099");
const unitAbove = described(z.string().min(1), "the path of a declared unit, or root; among exported stacks a unit's id", "workloads/prod");

const keyResource = described(z.string().min(1), "a key as in explain's --resource", "shop-legacy/tables/baskets/key or an ARN");

/** What stands in an inventory: what exists beside what the stacks make, as far as it decides about access. */
export const inventoryFile = fields(
  {
    serviceControlPolicies: mapOf(
      policyId,
      control,
      "service control policies that exist, by id",
      `{ p-1a2b3c4d: { document: ${POLICY} } }`,
    ).optional(),
    resourceControlPolicies: mapOf(
      policyId,
      control,
      "resource control policies that exist, by id",
      `{ p-1a2b3c4d: { document: ${POLICY} } }`,
    ).optional(),
    managedPolicies: mapOf(policyArn, document, "managed policies that exist, by ARN", `{ arn:…:policy/team: ${POLICY} }`).optional(),
    principals: mapOf(
      principalName,
      existingPrincipal,
      "roles and users that exist, with all of their policies",
      "{ role/team/nightly@orders-prod: { managed: […] } }",
    ).optional(),
    resourcePolicies: mapOf(
      resourceName,
      documentOrNone,
      "policies of tables, streams, keys and secrets that exist",
      `{ shop-legacy/tables/baskets/key: ${POLICY} }`,
    ).optional(),
    grants: mapOf(
      keyResource,
      orNone(
        z.array(existingGrant).min(1),
        "all grants on the key, but for those of AWS services",
        "[{ to: orders-prod/nightly, operations: [Decrypt] }]",
      ),
      "grants on keys that exist, by key",
      "{ shop-legacy/tables/baskets/key: none }",
    ).optional(),
    tags: mapOf(resourceName, tagsOrNone, "tags of tables, keys and secrets that exist", "{ shop-legacy/tables/baskets: none }").optional(),
    encryption: mapOf(
      resourceName,
      encryption,
      "what tables and secrets that exist are encrypted under",
      "{ shop-legacy/tables/baskets: aws-owned }",
    ).optional(),
    endpoints: mapOf(
      networkName,
      mapOf(serviceName, existingEndpoint, "endpoints by service", "{ sts: { id: vpce-0f1e2d3c4b5a69788, policy: full-access } }"),
      "VPC endpoints that exist, by network",
      "{ platform-prod/main: { sts: none } }",
    ).optional(),
    accounts: mapOf(
      accountId,
      unitAbove,
      "accounts of the organization that the declaration leaves out, by id, each with the nearest declared unit above it",
      '{ "200000000099": workloads/prod }',
    ).optional(),
  },
  "an inventory of what exists",
  "{ serviceControlPolicies: … }",
);

/** An inventory of the right shape, its documents and names not read yet. */
export type InventoryFile = z.infer<typeof inventoryFile>;
