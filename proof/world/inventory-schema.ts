import { z } from "zod";
import { described, fields, listOf, mapOf, text } from "../../model/schema/grammar.ts";
import { keyArn, policyId, vpcEndpointId } from "../../model/schema/scalars.ts";

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

const existingPrincipal = fields(
  {
    policies: listOf(document, "the documents of its inline policies", `[${POLICY}]`).optional(),
    managed: listOf(policyArn, "the ARNs of its managed policies", "[arn:aws:iam::aws:policy/ReadOnlyAccess]").optional(),
    boundary: policyArn.optional(),
    trust: document.optional(),
    tags: described(z.record(z.string(), z.string()), "its tags", "{ team: orders }").optional(),
  },
  "a role or user that exists",
  "{ managed: [arn:aws:iam::200000000002:policy/team] }",
);

const documentOrNone = described(
  z.union([z.literal("none"), z.record(z.string(), z.unknown())]),
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
    z.literal("none"),
    z.strictObject({ id: vpcEndpointId, policy: z.union([z.literal("full-access"), z.record(z.string(), z.unknown())]) }),
  ]),
  "none, or { id: <vpce-…>, policy: <full-access, which AWS gives it, or a policy document> }",
  "{ id: vpce-0f1e2d3c4b5a69788, policy: full-access }",
);

const accountId = text(/^\d{12}$/, "an account id: twelve digits, in quotes", "200000000099");
const unitAbove = described(z.string().min(1), "the path of a declared unit, or root; among exported stacks a unit's id", "workloads/prod");

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
