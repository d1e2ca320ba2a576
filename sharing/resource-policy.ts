import { allOf, type Conditions } from "../iam/condition.ts";
import { before, fromVpcs, viaService } from "../iam/grant-conditions.ts";
import type { IdentityStatement } from "../iam/identity-policy.ts";
import type { KeyStatement } from "../iam/key-policy.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { sidOf } from "../iam/sid.ts";
import { allow } from "../iam/statement.ts";
import type { TableStatement } from "../iam/table-policy.ts";
import type { ResolvedGrant } from "../model/resolve.ts";
import { type NamedTable, placesOf, type TableGrant, tableActions } from "./shared-table.ts";

// A grant by resource policy: the owner names the consumer's exact role at the table, its stream and its key; the consumer's role is
// allowed the same. Across accounts AWS wants both.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-auth-iam-id-based-policies-DDB.html

/** What the table's policy says of the grant; a statement for the table and one for the indexes, whose actions are fewer. */
export function tableStatements({ grant, role, network }: TableGrant, table: NamedTable): TableStatement[] {
  const actions = tableActions(grant.can);
  const places = placesOf(grant.on, table);
  const narrowed = {
    principals: { aws: [role.arn] },
    ...conditionsOf(limits(grant.ends), network === undefined ? {} : fromVpcs(network)),
  } as const;
  return [
    ...(actions.table.length === 0 || places.table.length === 0
      ? []
      : [
          allow({
            sid: sidOf(["allow", ...nameOf(grant)], role.uniqueId),
            ...narrowed,
            actions: nonEmpty(actions.table, "actions"),
            resources: nonEmpty(places.table, "table"),
          }),
        ]),
    ...(actions.index.length === 0 || places.indexes.length === 0
      ? []
      : [
          allow({
            sid: sidOf(["allow", ...nameOf(grant), "on-indexes"], role.uniqueId),
            ...narrowed,
            actions: nonEmpty(actions.index, "actions"),
            resources: nonEmpty(places.indexes, "indexes"),
          }),
        ]),
  ];
}

/** What the stream's own policy says of the grant. A function whose streams are polled for it has no network to be bound to. */
export function streamStatements({ grant, role, network }: TableGrant, streamArn: string): TableStatement[] {
  const { stream } = tableActions(grant.can);
  if (stream.length === 0) return [];
  const conditions = conditionsOf(limits(grant.ends), network === undefined ? {} : fromVpcs(network));
  return [
    allow({
      sid: sidOf(["allow", ...nameOf(grant)], role.uniqueId),
      principals: { aws: [role.arn] },
      actions: nonEmpty(stream, "actions"),
      resources: [streamArn],
      ...conditions,
    }),
  ];
}

/**
 * What the key's policy says of whoever reads or writes the table: DynamoDB decrypts the table's key as the caller. The network is no part
 * of it, since what DynamoDB forwards to KMS carries no VPC.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function keyStatement({ grant, role }: Pick<TableGrant, "grant" | "role">, region: string): KeyStatement {
  return allow({
    sid: sidOf(["allow", ...nameOf(grant), "through-dynamodb"], role.uniqueId),
    principals: { aws: [role.arn] },
    actions: ["kms:Decrypt", "kms:DescribeKey"],
    ...conditionsOf(limits(grant.ends), viaService("dynamodb", region)),
  });
}

/** What the consumer's role is allowed: the same actions on the same ARNs, and the key. */
export function consumerStatements(
  grant: Pick<ResolvedGrant, "id" | "owner" | "name" | "can" | "on" | "ends">,
  table: NamedTable,
): NonEmpty<IdentityStatement> {
  const actions = tableActions(grant.can);
  const places = placesOf(grant.on, table);
  const limit = limits(grant.ends);
  const titled = (...rest: readonly string[]) => sidOf(["use", grant.name, "of", grant.owner, ...rest], grant.id);
  const statements: IdentityStatement[] = [];
  if (actions.table.length > 0 && places.table.length > 0) {
    statements.push(
      allow({
        sid: titled(),
        actions: nonEmpty(actions.table, "actions"),
        resources: nonEmpty(places.table, "table"),
        ...conditionsOf(limit),
      }),
    );
  }
  if (actions.index.length > 0 && places.indexes.length > 0) {
    statements.push(
      allow({
        sid: titled("indexes"),
        actions: nonEmpty(actions.index, "actions"),
        resources: nonEmpty(places.indexes, "indexes"),
        ...conditionsOf(limit),
      }),
    );
  }
  if (actions.stream.length > 0 && table.streamArn !== undefined) {
    statements.push(
      allow({ sid: titled("stream"), actions: nonEmpty(actions.stream, "actions"), resources: [table.streamArn], ...conditionsOf(limit) }),
    );
  }
  if (table.keyArn !== undefined) {
    statements.push(
      allow({
        sid: titled("key"),
        actions: ["kms:Decrypt", "kms:DescribeKey"],
        resources: [table.keyArn],
        ...conditionsOf(limit, viaService("dynamodb", table.region)),
      }),
    );
  }
  return nonEmpty(statements, grant.id);
}

/** `reporter` of `consumer`, as words of a Sid. */
function nameOf({ consumer }: TableGrant["grant"]): string[] {
  switch (consumer.kind) {
    case "workload":
      return [consumer.workload, "of", consumer.account];
    case "external":
      return [consumer.party, "of", "external"];
    case "account":
      return [consumer.account];
  }
}

const limits = (ends: string | undefined): Conditions => (ends === undefined ? {} : before(ends));

/** A field only where there is a condition. */
function conditionsOf(...parts: readonly Conditions[]): { readonly conditions?: Conditions } {
  const conditions = allOf(...parts);
  return Object.keys(conditions).length === 0 ? {} : { conditions };
}
