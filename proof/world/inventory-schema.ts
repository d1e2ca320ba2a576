import { z } from "zod";
import { described, fields, listOf, mapOf, text } from "../../model/schema/grammar.ts";
import { policyId } from "../../model/schema/scalars.ts";

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

const holder = fields(
  {
    policies: listOf(document, "the documents of its inline policies", `[${POLICY}]`).optional(),
    managed: listOf(policyArn, "the ARNs of its managed policies", "[arn:aws:iam::aws:policy/ReadOnlyAccess]").optional(),
    boundary: policyArn.optional(),
    trust: document.optional(),
  },
  "a role or user that exists",
  "{ managed: [arn:aws:iam::200000000002:policy/team] }",
);

/** What stands in an inventory: policies that exist beside those that the stacks make. */
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
      holder,
      "roles and users that exist, with what they hold",
      "{ role/team/nightly@orders-prod: { managed: […] } }",
    ).optional(),
    resourcePolicies: mapOf(
      resourceName,
      document,
      "policies of tables, streams, keys and secrets that exist",
      `{ shop-legacy/tables/baskets/key: ${POLICY} }`,
    ).optional(),
  },
  "an inventory of what exists",
  "{ serviceControlPolicies: … }",
);

/** An inventory of the right shape, its documents and names not read yet. */
export type InventoryFile = z.infer<typeof inventoryFile>;
