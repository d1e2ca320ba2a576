import { type AccountPlace, accountRootArn } from "../iam/arn.ts";
import { viaService } from "../iam/grant-conditions.ts";
import type { KeyStatement } from "../iam/key-policy.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import type { SecretStatement } from "../iam/secret-policy.ts";
import { pascalCase, sidOf } from "../iam/sid.ts";
import { allow } from "../iam/statement.ts";
import type { TableStatement } from "../iam/table-policy.ts";
import { boundTo, type DeployedGrant, endingAt, narrowedBy, wordsOf } from "./deployed-grant.ts";
import type { EncryptingService } from "./key-administration.ts";
import { keyActions, secretActions, secretKeyActions, TABLE_KEY_ACTIONS } from "./permissions.ts";
import { type NamedTable, placesOf, tableActions } from "./shared-resource.ts";

// What the owner's documents at a thing say of a grant: they name one exact role. A grant by resource policy stands in the table's, the
// stream's or the secret's policy; the key's policy names everyone who reads, since nothing else decides about a key.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-auth-iam-id-based-policies-DDB.html

/** What the table's policy says of the grant; a statement for the table and one for the indexes, whose actions are fewer. */
export function tableStatements({ grant, role, from }: DeployedGrant, table: Pick<NamedTable, "arn" | "indexArns">): TableStatement[] {
  const actions = tableActions(grant.can, false);
  const places = placesOf(grant.on, table);
  const statement = (title: readonly string[], allowed: readonly `dynamodb:${string}`[], resources: readonly string[]): TableStatement[] =>
    allowed.length === 0 || resources.length === 0
      ? []
      : [
          allow({
            sid: sidOf(["allow", ...wordsOf(grant.consumer), ...title], role.uniqueId),
            principals: { aws: [role.arn] },
            actions: nonEmpty(allowed, "actions"),
            resources: nonEmpty(resources, "places"),
            ...narrowedBy(endingAt(grant.ends), boundTo(from)),
          }),
        ];
  return [...statement([], actions.table, places.table), ...statement(["on-indexes"], actions.index, places.indexes)];
}

/** What the stream's own policy says of the grant. Who has its streams polled by Lambda is bound to no network: it is Lambda's that calls. */
export function streamStatements({ grant, role, from, pollsStreams }: DeployedGrant, streamArn: string): TableStatement[] {
  const { stream } = tableActions(grant.can, false);
  if (stream.length === 0) return [];
  return [
    allow({
      sid: sidOf(["allow", ...wordsOf(grant.consumer)], role.uniqueId),
      principals: { aws: [role.arn] },
      actions: nonEmpty(stream, "actions"),
      resources: [streamArn],
      ...narrowedBy(endingAt(grant.ends), pollsStreams ? {} : boundTo(from)),
    }),
  ];
}

/** What the secret's policy says of the grant. https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html */
export function secretStatement({ grant, role, from }: DeployedGrant): SecretStatement {
  return allow({
    sid: sidOf(["allow", ...wordsOf(grant.consumer)], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: secretActions(grant.can),
    ...narrowedBy(endingAt(grant.ends), boundTo(from)),
  });
}

/** What a key's policy says of who uses the key itself. */
export function directKeyStatement({ grant, role, from }: DeployedGrant): KeyStatement {
  return allow({
    sid: sidOf(["allow", ...wordsOf(grant.consumer)], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: keyActions(grant.can),
    ...narrowedBy(endingAt(grant.ends), boundTo(from)),
  });
}

/** What is encrypted under a key, and by which service. */
export interface EncryptedResource {
  readonly service: EncryptingService;
  readonly region: string;
  /** Its name, where the key encrypts more than one thing. */
  readonly name?: string;
}

/**
 * What the key's policy says of whoever uses the table or secret that it encrypts. The network is no part of it, since what a service
 * forwards to KMS carries no VPC.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function keyStatement({ grant, role }: Pick<DeployedGrant, "grant" | "role">, encrypted: EncryptedResource): KeyStatement {
  const { service, region, name } = encrypted;
  return allow({
    sid: sidOf(["allow", ...wordsOf(grant.consumer), `through-${service}`, ...(name === undefined ? [] : ["for", name])], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: service === "dynamodb" ? TABLE_KEY_ACTIONS : secretKeyActions(grant.can),
    ...narrowedBy(endingAt(grant.ends), viaService(service, region)),
  });
}

/**
 * That the account's own permissions decide who uses an ordinary table, whose items are encrypted: no use of the key follows from
 * permissions on the table, and a key policy that names nobody leaves every role of the account outside, break-glass among them. So does
 * AWS with its own key for DynamoDB. The whole account is let in, but through DynamoDB alone, which decides about the table itself first.
 * Sensitive tables' keys know nobody who is not declared.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-kms-authz
 */
export function accountKeyStatement(place: AccountPlace, { service, region, name }: EncryptedResource): KeyStatement {
  return allow({
    sid: `AllowTheAccountThrough${pascalCase(service)}${name === undefined ? "" : `For${pascalCase(name)}`}`,
    principals: { aws: [accountRootArn(place)] },
    actions: TABLE_KEY_ACTIONS,
    conditions: viaService(service, region),
  });
}
