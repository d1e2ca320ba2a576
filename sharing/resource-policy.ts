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

// The statements of a grant in the policies of the owner's resources; each names one exact role. A grant by resource policy stands in the policy
// of the table, stream or secret. The key's policy names every consumer that the account is not let in for, since nothing else decides who may use a key.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-auth-iam-id-based-policies-DDB.html

/** The statements of a grant in the table's policy: one for the table, and one for the indexes, which take fewer actions. */
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

/** The statement of a grant in the stream's own policy. It binds no network where Lambda polls, since Lambda calls from a network of AWS's. */
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

/**
 * The statement of a grant in the secret's policy.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export function secretStatement({ grant, role, from }: DeployedGrant): SecretStatement {
  return allow({
    sid: sidOf(["allow", ...wordsOf(grant.consumer)], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: secretActions(grant.can),
    ...narrowedBy(endingAt(grant.ends), boundTo(from)),
  });
}

/** The statement of a grant in the policy of a key that the consumer uses directly. */
export function directKeyStatement({ grant, role, from }: DeployedGrant): KeyStatement {
  return allow({
    sid: sidOf(["allow", ...wordsOf(grant.consumer)], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: keyActions(grant.can),
    ...narrowedBy(endingAt(grant.ends), boundTo(from)),
  });
}

/** A table or secret that is encrypted under a key, and its service. */
export interface EncryptedResource {
  readonly service: EncryptingService;
  readonly region: string;
  /** Its name, where the key may encrypt more than one resource. */
  readonly name?: string;
}

/**
 * The statement in a key's policy for a consumer of the table or secret that the key encrypts. It names no network, since the calls that a
 * service forwards to KMS carry no VPC.
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
 * Leaves it to the account's own permissions who uses an ordinary table, as AWS's own key for DynamoDB does. Permissions on a table include
 * no use of its key, and a key policy that names only consumers would shut out every other role of the account, break-glass among them. The
 * statement lets in the whole account, but only through DynamoDB, which decides about the table first.
 * Keys of sensitive tables have no such statement: they name declared roles only.
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
