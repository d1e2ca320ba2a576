import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Encryption } from "../../components/data/encryption.ts";
import { GlobalTable } from "../../components/data/global-table.ts";
import { ProtectedTable } from "../../components/data/protected-table.ts";
import { RegionalReplica } from "../../components/data/regional-replica.ts";
import { RESTORED, RESTORED_TAG } from "../../model/names.ts";
import type { ResolvedTable } from "../../model/plan/resolve.ts";
import type { NamedTable } from "../../sharing/shared-resource.ts";
import type { AccountContext } from "../wiring/layer.ts";
import { tagsByKey, tagsOf } from "../wiring/providers.ts";
import type { DeployedKey, DeployedTable } from "./deployed-data.ts";
import { encryptionOf, useByTable } from "./encryption-uses.ts";
import type { GrantedTable } from "./granted-data.ts";
import { indexArnsOf } from "./index-arns.ts";
import { sourceArnOf } from "./replicas.ts";
import { type TableDocuments, tableDocuments } from "./table-documents.ts";

/** Makes the account's tables with their policies; of tables that exist, writes the policies that may be written. */
export function makeTables(
  context: AccountContext,
  tables: readonly GrantedTable[],
  keys: ReadonlyMap<string, DeployedKey>,
): DeployedTable[] {
  const [replicas, others] = [tables.filter(isRegionalReplica), tables.filter((each) => !isRegionalReplica(each))];
  const made = new Map(others.map((granted) => [granted.table.name, makeTable(context, granted, keys, undefined)]));
  // DynamoDB changes one replica of a table at a time, so that each waits for the one before.
  for (const granted of replicas) {
    const { regionalReplicaOf: of = "", name } = granted.table;
    const source = made.get(of);
    if (source?.replicates === undefined) throw new Error(`tables.${name}: replicates ${of}, which is not made here`);
    const replica = makeTable(context, granted, keys, { arn: source.replicates, after: source.components });
    made.set(of, { ...source, components: [...source.components, ...replica.components] });
    made.set(name, replica);
  }
  return tables.flatMap(({ table }) => made.get(table.name)?.deployed ?? []);
}

/** Whether a table is made as a replica in another region of its account. One that exists is a table like others to stacks. */
const isRegionalReplica = ({ table }: GrantedTable): boolean => table.created && table.regionalReplicaOf !== undefined;

/** A table that was made or found, and what its replicas in other regions need. */
interface MadeTable {
  readonly deployed: DeployedTable;
  /** Its ARN; undefined where it only exists. */
  readonly replicates: pulumi.Output<string> | undefined;
  /** The components of the table and of its replicas so far. */
  readonly components: readonly pulumi.Resource[];
}

/** The table that a replica replicates, and what has to stand before. */
interface ReplicatedTable {
  readonly arn: pulumi.Output<string>;
  readonly after: readonly pulumi.Resource[];
}

function makeTable(
  context: AccountContext,
  granted: GrantedTable,
  keys: ReadonlyMap<string, DeployedKey>,
  source: ReplicatedTable | undefined,
): MadeTable {
  const { table, replicas } = granted;
  const encryption = encryptionOf(
    context,
    { ...table, resource: `table-${table.name}`, alias: `palisade/table/${table.physicalName}` },
    useByTable(context, granted),
    keys,
  );
  const documents = tableDocuments(context, granted);
  const component = table.created ? createTable(context, granted, encryption, documents, source) : undefined;
  const arns =
    component === undefined
      ? writePolicies(context, granted, encryption, documents)
      : { arn: component.arn, keyArn: component.keyArn, streamArn: table.stream === undefined ? undefined : component.streamArn };
  return {
    deployed: {
      name: table.name,
      named: namedTable(table, arns),
      streamArn: arns.streamArn,
      replicated: table.created ? replicas.length > 0 : undefined,
    },
    replicates: component?.arn,
    components: component === undefined ? [] : [component],
  };
}

interface TableArns {
  readonly arn: pulumi.Output<string>;
  /** Undefined under a key of AWS's. */
  readonly keyArn: pulumi.Input<string> | undefined;
  /** Undefined where there is no stream. */
  readonly streamArn: pulumi.Output<string> | undefined;
}

/** Makes a table; one that accounts replicate is of another type to AWS, and so is a replica in another region. */
function createTable(
  context: AccountContext,
  { table, replicas }: GrantedTable,
  encryption: Encryption,
  { onTable, onStream }: TableDocuments,
  source: ReplicatedTable | undefined,
): GlobalTable | ProtectedTable | RegionalReplica {
  const opts = { provider: context.provider };
  const name = `table-${table.name}`;
  if (source !== undefined)
    return new RegionalReplica(
      name,
      { table, source: source.arn, encryption, tags: tagsByKey(table.tags), resourcePolicy: onTable, streamPolicy: onStream },
      { ...opts, dependsOn: [...source.after] },
    );
  if (replicas.length > 0)
    return new GlobalTable(
      name,
      {
        table,
        source: sourceArnOf(context, table),
        encryption,
        tags: tagsOf(context.plan, context.stack, { tags: [...context.account.tags, ...table.tags] }),
        resourcePolicy: onTable?.(pulumi.output(table.arn ?? "")) ?? missing(`table policy of ${table.name}`),
        streamPolicy: onStream,
      },
      opts,
    );
  return new ProtectedTable(
    name,
    {
      table,
      encryption,
      isReplicated: table.replicaRegions.length > 0,
      tags: tagsByKey(table.tags),
      resourcePolicy: onTable,
      streamPolicy: onStream,
    },
    opts,
  );
}

function missing(what: string): never {
  throw new Error(`${what}: is empty although the table is replicated`);
}

/**
 * Of a table that exists, writes the policies that its entry allows and nothing else; they go with the last grant in them. A restored table gets
 * the tag that opens it behind its policy.
 */
function writePolicies(
  { provider, plan }: AccountContext,
  { table, found }: GrantedTable,
  encryption: Encryption,
  { onTable, onStream }: TableDocuments,
): TableArns {
  const { region } = table;
  const arn = pulumi.output(table.arn ?? "");
  const streamArn = found?.streamArn === undefined ? undefined : pulumi.output(found.streamArn);
  const keyArn = typeof encryption === "object" && "keyArn" in encryption ? encryption.keyArn : found?.keyArn;
  const written =
    table.writesPolicy && onTable !== undefined
      ? [new aws.dynamodb.ResourcePolicy(`table-${table.name}-policy`, { region, resourceArn: arn, policy: onTable(arn) }, { provider })]
      : [];
  if (table.writesPolicy && table.physicalName.includes(RESTORED)) {
    new aws.dynamodb.Tag(
      `table-${table.name}-restored`,
      { region, resourceArn: arn, key: RESTORED_TAG, value: plan.organization.name },
      { provider, dependsOn: written },
    );
  }
  if (table.writesPolicy && onStream !== undefined && streamArn !== undefined) {
    new aws.dynamodb.ResourcePolicy(
      `table-${table.name}-stream-policy`,
      { region, resourceArn: streamArn, policy: onStream(streamArn) },
      { provider },
    );
  }
  return { arn, keyArn, streamArn };
}

/** A table as other policies name it. */
const namedTable = (table: ResolvedTable, { arn, keyArn, streamArn }: TableArns): pulumi.Output<NamedTable> =>
  pulumi.all([arn, keyArn, streamArn]).apply(([tableArn, key, stream]) => ({
    arn: tableArn,
    indexArns: indexArnsOf(table, tableArn),
    streamArn: stream,
    keyArn: key,
    region: table.region,
  }));
