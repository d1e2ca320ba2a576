import { viaService } from "../iam/grant-conditions.ts";
import type { IdentityStatement } from "../iam/identity-policy.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { sidOf } from "../iam/sid.ts";
import type { ActionPattern } from "../iam/statement.ts";
import { allow } from "../iam/statement.ts";
import { KEY_RIGHTS, SECRET_RIGHTS } from "../model/rights.ts";
import type { KeyVerb, SecretVerb } from "../model/schema/vocabulary.ts";
import { boundToPlace, type CallsFrom, endingAt, type GrantTerms, narrowedBy } from "./deployed-grant.ts";
import { placesOf, type SharedResource, tableActions } from "./shared-resource.ts";

// The permissions that a grant gives to a role, on exact ARNs: to the consumer's own role, or to the owner's role that the consumer takes.

/** The role that gets the permissions, and where it calls from. */
export interface PermittedRole {
  /** Whether the role is in the account that owns the resource. */
  readonly asOwner: boolean;
  /** Undefined where the account's perimeter or the owner's documents bind the network. */
  readonly from: CallsFrom | undefined;
}

/**
 * What a grant permits. Calls that a service forwards to KMS carry no VPC, so that the key's statements are bound to the service instead.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
export function permissionStatements(
  grant: Omit<GrantTerms, "origin" | "consumer">,
  resource: SharedResource,
  { asOwner, from }: PermittedRole,
): NonEmpty<IdentityStatement> {
  const ends = endingAt(grant.ends);
  const titled = (...rest: readonly string[]) => sidOf(["use", grant.name, "of", grant.owner, ...rest], grant.id);
  const direct = (title: readonly string[], actions: readonly ActionPattern[], resources: readonly string[]): IdentityStatement[] =>
    actions.length === 0 || resources.length === 0
      ? []
      : [
          allow({
            sid: titled(...title),
            actions: nonEmpty(actions, "actions"),
            resources: nonEmpty(resources, "resources"),
            ...narrowedBy(ends, boundToPlace(from)),
          }),
        ];
  const throughService = (service: string, actions: NonEmpty<ActionPattern>, keyArn: string | undefined, region: string) =>
    keyArn === undefined
      ? []
      : [allow({ sid: titled("key"), actions, resources: [keyArn], ...narrowedBy(ends, viaService(service, region)) })];
  switch (resource.kind) {
    case "tables": {
      const { table } = resource;
      const actions = tableActions(grant.can, asOwner);
      const places = placesOf(grant.on, table);
      const streams = table.streamArn === undefined ? [] : [table.streamArn];
      return nonEmpty(
        [
          ...direct([], actions.table, places.table),
          ...direct(["indexes"], actions.index, places.indexes),
          ...direct(["stream"], actions.stream, streams),
          ...throughService("dynamodb", TABLE_KEY_ACTIONS, table.keyArn, table.region),
        ],
        grant.id,
      );
    }
    case "keys":
      return nonEmpty(direct([], keyActions(grant.can), [resource.key.arn]), grant.id);
    case "secrets": {
      const { arn, keyArn, region } = resource.secret;
      return nonEmpty(
        [...direct([], secretActions(grant.can), [arn]), ...throughService("secretsmanager", secretKeyActions(grant.can), keyArn, region)],
        grant.id,
      );
    }
  }
}

/** DynamoDB uses the table's key as the caller. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
export const TABLE_KEY_ACTIONS: NonEmpty<`kms:${string}`> = ["kms:Decrypt", "kms:DescribeKey"];

/**
 * Secrets Manager uses the key as the caller: it decrypts for a reader, and makes a data key for a writer.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export const secretKeyActions = (can: readonly string[]): NonEmpty<`kms:${string}`> =>
  can.includes("write") ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"];

/** Actions on a key that is used directly, sorted. */
export const keyActions = (can: readonly string[]): NonEmpty<`kms:${string}`> =>
  nonEmpty([...new Set(can.flatMap((verb) => KEY_RIGHTS[verb as KeyVerb]))].sort() as `kms:${string}`[], "rights");

/** Actions on a secret, sorted. */
export const secretActions = (can: readonly string[]): NonEmpty<`secretsmanager:${string}`> =>
  nonEmpty([...new Set(can.flatMap((verb) => SECRET_RIGHTS[verb as SecretVerb]))].sort() as `secretsmanager:${string}`[], "rights");

/** Lets a workload take one role; with `tagging`, and tag the session. */
export function takeRoleStatement(of: readonly string[], roleArn: string, tagging: boolean): IdentityStatement {
  return allow({
    sid: sidOf(["take", "the", "role", ...of], roleArn),
    actions: tagging ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"],
    resources: [roleArn],
  });
}
