import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Encryption } from "../../components/data/encryption.ts";
import { GlobalTable } from "../../components/data/global-table.ts";
import { ProtectedTable } from "../../components/data/protected-table.ts";
import { roleArn } from "../../iam/arn.ts";
import type { KeyStatement } from "../../iam/key-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import { streamPolicy, type TableStatement, tablePolicy } from "../../iam/table-policy.ts";
import { BREAK_GLASS_PATH } from "../../model/names.ts";
import type { ResolvedTable } from "../../model/plan/resolve.ts";
import type { NamedRole } from "../../sharing/deployed-grant.ts";
import { joiningRoleArn, joinStatement, type Replica, replicationKeyStatement, replicationStatement } from "../../sharing/replication.ts";
import { accountKeyStatement, keyStatement, streamStatements, tableStatements } from "../../sharing/resource-policy.ts";
import { sensitiveStreamStatements, sensitiveTableStatements, type TableAdministrators } from "../../sharing/sensitive-table.ts";
import type { NamedTable } from "../../sharing/shared-resource.ts";
import { tenantKeyStatement } from "../../sharing/tenants.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import { tagsOf } from "../wiring/providers.ts";
import type { ReadGrant } from "../wiring/read-grants.ts";
import type { FoundTable } from "./existing-tables.ts";
import type { KeyUse } from "./keys.ts";

/** A table with everyone who is named at it. */
export interface TableStep {
  readonly table: ResolvedTable;
  readonly grants: readonly ReadGrant[];
  /** The role of its tenants' sessions. */
  readonly tenantRole: pulumi.Output<NamedRole> | undefined;
  /** The tables that hold the same items, itself included; empty where it is not replicated. */
  readonly replicas: readonly Replica[];
  /** What AWS says of it; undefined where it is made here. */
  readonly found: FoundTable | undefined;
}

/** A table that is there. */
export interface StandingTable {
  readonly named: pulumi.Output<NamedTable>;
  /** Undefined where it has no stream. */
  readonly streamArn: pulumi.Output<string> | undefined;
}

/** What a table brings to the policy of its key: whoever reads it, and the replication. */
export function keyUseOf(context: AccountContext, { table, grants, tenantRole, replicas }: TableStep): KeyUse {
  const { region, encryption } = table;
  const encrypted = { service: "dynamodb", region, ...(typeof encryption === "object" ? { name: table.name } : {}) } as const;
  const place = { partition: context.plan.organization.partition, accountId: context.account.id };
  const others: pulumi.Output<KeyStatement>[] = [
    ...(tenantRole === undefined ? [] : [tenantRole.apply((role) => tenantKeyStatement(table.name, role, region))]),
    ...(replicas.length === 0 ? [] : [pulumi.output(replicationKeyStatement(replicas))]),
  ];
  return {
    service: "dynamodb",
    grants,
    statement: (grant) => keyStatement(grant, encrypted),
    others,
    ofTheAccount: table.classification === "sensitive" ? [] : [accountKeyStatement(place, encrypted)],
    origin: table.origin,
  };
}

/** Makes a table, or writes the policies of one that exists and may be added to. */
export function holdTable(
  context: AccountContext,
  held: TableStep,
  encryption: Encryption,
  source: pulumi.Output<string> | undefined,
): StandingTable {
  const { table } = held;
  const documents = documentsOf(context, held);
  if (!table.created) return holdExisting(context, held, encryption, documents);
  const opts = { provider: context.provider };
  const { onTable, onStream } = documents;
  const made =
    held.replicas.length > 0
      ? new GlobalTable(
          `table-${table.name}`,
          {
            table,
            source,
            encryption,
            tags: tagsOf(context.plan, context.stack, context.account),
            resourcePolicy: onTable?.(pulumi.output(table.arn ?? "")) ?? missing(`table policy of ${table.name}`),
            streamPolicy: onStream,
          },
          opts,
        )
      : new ProtectedTable(`table-${table.name}`, { table, encryption, resourcePolicy: onTable, streamPolicy: onStream }, opts);
  return standing(table, { arn: made.arn, keyArn: made.keyArn, streamArn: table.stream === undefined ? undefined : made.streamArn });
}

function missing(what: string): never {
  throw new Error(`${what}: is empty although the table is replicated`);
}

type Document = (arn: pulumi.Output<string>) => pulumi.Output<string>;

interface Documents {
  /** Undefined where nobody is named in it. */
  readonly onTable: Document | undefined;
  readonly onStream: Document | undefined;
}

function documentsOf(context: AccountContext, { table, grants, tenantRole, replicas }: TableStep): Documents {
  const { plan, stack, trace } = context;
  const { partition, deployRole } = plan.organization;
  const shared = grants.filter(({ grant }) => grant.how === "resource-policy");
  const known = pulumi.all(shared.map((grant) => grant.deployed));
  const isSensitive = table.classification === "sensitive";
  const declared = pulumi.all([
    ...grants.map((grant) => grant.deployed.apply(({ role }) => role.arn)),
    ...(tenantRole === undefined ? [] : [tenantRole.apply(({ arn }) => arn)]),
  ]);
  const readers = pulumi.all(
    grants.filter(({ grant }) => grant.can.includes("stream")).map((grant) => grant.deployed.apply(({ role }) => role.arn)),
  );
  const others = replicas.filter(({ tableArn }) => tableArn !== table.arn);
  const joining = table.replicaOf === undefined ? others : [];
  const keepers = keepersOf(context);
  const hasTableStatements = shared.some(({ grant }) => grant.can.some((verb) => verb !== "stream")) || isSensitive || replicas.length > 0;
  const hasStreamStatements =
    table.stream !== undefined && (shared.some(({ grant }) => grant.can.includes("stream")) || (isSensitive && table.created));
  const joiners = joining.map(({ accountId }) => joiningRoleArn(partition, accountId, deployRole));
  const onTable: Document = (tableArn) =>
    pulumi.all([tableArn, known, declared]).apply(([arn, all, roles]) => {
      const place = { arn, indexArns: indexArnsOf(table, arn) };
      const resource = replicas.length > 0 ? `table-${table.name}-table` : `table-${table.name}-policy`;
      const others: TableStatement[] = [
        ...(replicas.length > 0 ? [replicationStatement(arn, replicas)] : []),
        ...joining.map((replica) => joinStatement(arn, replica, { partition, deployRole })),
        ...(isSensitive ? sensitiveTableStatements(arn, [...roles, ...joiners], keepers) : []),
      ];
      for (const { sid } of others) trace({ stack, resource, statement: sid, origin: table.origin });
      const statements = [...statementsOf(context, resource, all, (grant) => tableStatements(grant, place)), ...others];
      return render(tablePolicy(nonEmpty(statements, "statements")), { where: `table policy of ${table.name}` });
    });
  const onStream: Document = (streamArn) =>
    pulumi.all([streamArn, known, readers]).apply(([arn, all, roles]) => {
      const resource = `table-${table.name}-stream-policy`;
      const others = isSensitive ? sensitiveStreamStatements(arn, roles, keepers) : [];
      for (const { sid } of others) trace({ stack, resource, statement: sid, origin: table.origin });
      const statements = [...statementsOf(context, resource, all, (grant) => streamStatements(grant, arn)), ...others];
      return render(streamPolicy(nonEmpty(statements, "statements")), { where: `stream policy of ${table.name}` });
    });
  return { onTable: hasTableStatements ? onTable : undefined, onStream: hasStreamStatements ? onStream : undefined };
}

function keepersOf({ plan, account }: AccountContext): TableAdministrators {
  const { partition, deployRole, breakGlass, letThrough } = plan.organization;
  const place = { partition, accountId: account.id };
  const backupRoles = [...Object.keys(letThrough.backupRoles ?? {}), ...Object.keys(account.letThrough.backupRoles ?? {})];
  return {
    ...place,
    deployRole: roleArn({ ...place, name: deployRole }),
    breakGlassRole: roleArn({ ...place, path: BREAK_GLASS_PATH, name: breakGlass.role }),
    backupRoles: [...new Set(backupRoles)].sort().map((name) => roleArn({ ...place, name })),
  };
}

/** A table that exists is changed by nothing but the policies that it may be given, which go with the last grant in them. */
function holdExisting(
  { provider }: AccountContext,
  { table, found }: TableStep,
  encryption: Encryption,
  { onTable, onStream }: Documents,
): StandingTable {
  const { region } = table;
  const arn = pulumi.output(table.arn ?? "");
  const streamArn = found?.streamArn === undefined ? undefined : pulumi.output(found.streamArn);
  const keyArn = typeof encryption === "object" && "keyArn" in encryption ? encryption.keyArn : found?.keyArn;
  if (table.writesPolicy && onTable !== undefined) {
    new aws.dynamodb.ResourcePolicy(`table-${table.name}-policy`, { region, resourceArn: arn, policy: onTable(arn) }, { provider });
  }
  if (table.writesPolicy && onStream !== undefined && streamArn !== undefined) {
    new aws.dynamodb.ResourcePolicy(
      `table-${table.name}-stream-policy`,
      { region, resourceArn: streamArn, policy: onStream(streamArn) },
      { provider },
    );
  }
  return standing(table, { arn, keyArn, streamArn });
}

function standing(
  table: ResolvedTable,
  {
    arn,
    keyArn,
    streamArn,
  }: {
    readonly arn: pulumi.Output<string>;
    readonly keyArn: pulumi.Input<string> | undefined;
    readonly streamArn: pulumi.Output<string> | undefined;
  },
): StandingTable {
  const named = pulumi.all([arn, keyArn, streamArn]).apply(([known, key, stream]) => ({
    arn: known,
    indexArns: indexArnsOf(table, known),
    streamArn: stream,
    keyArn: key,
    region: table.region,
  }));
  return { named, streamArn };
}

/** Index ARNs as the plan has them; they are below the table's own, whose output makes the edge. */
function indexArnsOf({ indexes, arn }: ResolvedTable, tableArn: string): Record<string, string> {
  if (arn !== undefined && arn !== tableArn)
    throw new Error(`table: has another ARN than its name gives, got ${JSON.stringify(tableArn)}; expected ${arn}`);
  return Object.fromEntries(indexes.map(({ name, arn: index }) => [name, index ?? ""]));
}
