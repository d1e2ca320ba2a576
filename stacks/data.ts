import * as pulumi from "@pulumi/pulumi";
import { ProtectedTable } from "../components/data/protected-table.ts";
import { keyPolicy } from "../iam/key-policy.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { render } from "../iam/render.ts";
import { streamPolicy, type TableStatement, tablePolicy } from "../iam/table-policy.ts";
import { stackName } from "../model/names.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan, ResolvedTable } from "../model/resolve.ts";
import { keyAdministration } from "../sharing/key-administration.ts";
import { keyStatement, streamStatements, tableStatements } from "../sharing/resource-policy.ts";
import type { NamedTable, TableGrant } from "../sharing/shared-table.ts";
import type { Outputs } from "./contract.ts";
import { type AccountContext, type AccountLayer, statementsOf } from "./layer.ts";
import type { Need } from "./references.ts";

/** What an account holds: its tables with their keys and everyone who is named at them. */
export const dataLayer: AccountLayer = {
  needs: (plan, account) => account.tables.flatMap((table) => openGrants(plan, account, table).flatMap((grant) => needsOf(plan, grant))),
  build: (context) => {
    const outputs: Outputs = {};
    for (const table of context.account.tables) {
      if (!table.created || table.replicaOf !== undefined) continue;
      const made = buildTable(context, table);
      outputs[`table:${table.name}`] = made;
    }
    return outputs;
  },
};

/** Grants on a table that are neither over nor wait for an account's id. */
const openGrants = (plan: ResolvedPlan, account: ResolvedAccount, table: ResolvedTable): ResolvedGrant[] =>
  plan.grants.filter(
    ({ owner, kind, name, state }) => owner === account.name && kind === "tables" && name === table.name && state === "open",
  );

/** The consumer's role and, for who comes from elsewhere, its network; only this grant waits for them. */
function needsOf(plan: ResolvedPlan, { id, owner, consumer }: ResolvedGrant): Need[] {
  if (consumer.kind !== "workload") return [];
  const role: Need = {
    stack: stackName("foundation", consumer.account),
    key: `role:${consumer.workload}`,
    ...(consumer.account === owner ? {} : { forGrants: [id] }),
  };
  if (consumer.account === owner) return [role];
  const network = networkOf(plan, consumer);
  return network === undefined
    ? [role]
    : [role, { stack: stackName("foundation", network.account), key: `network:${network.network}`, forGrants: [id] }];
}

const networkOf = ({ accounts }: ResolvedPlan, consumer: { readonly account: string; readonly workload: string }) =>
  accounts.find(({ name }) => name === consumer.account)?.workloads.find(({ name }) => name === consumer.workload)?.network;

function buildTable(context: AccountContext, table: ResolvedTable) {
  const { account, plan, provider } = context;
  const { partition, deployRole, administrators } = plan.organization;
  const { region } = table;
  const known = openGrants(plan, account, table).flatMap((grant) => knownGrant(context, grant));
  const shared = known.filter(({ grant }) => grant.how === "resource-policy");
  const grants = pulumi.all(known.map(({ output }) => output));
  const sharedGrants = pulumi.all(shared.map(({ output }) => output));
  const named = (tableArn: string, streamArn: string | undefined): NamedTable => ({
    arn: tableArn,
    indexArns: indexArnsOf(table, tableArn),
    streamArn,
    keyArn: undefined,
    region,
  });
  const onTable = shared.some(({ grant }) => grant.can.some((verb) => verb !== "stream"));
  const onStream = shared.some(({ grant }) => grant.can.includes("stream"));
  const administration = keyAdministration({ partition, accountId: account.id, deployRole, administrators }, "dynamodb", region);
  const made = new ProtectedTable(
    `table-${table.name}`,
    {
      table,
      keyAlias: `palisade/table/${table.physicalName}`,
      keyPolicy: grants.apply((all) =>
        render(
          keyPolicy(
            nonEmpty(
              [...administration, ...statementsOf(context, `table-${table.name}-key`, all, (grant) => [keyStatement(grant, region)])],
              "key policy",
            ),
          ),
          {
            where: `key policy of ${table.name}`,
          },
        ),
      ),
      resourcePolicy: onTable
        ? (tableArn) =>
            pulumi.all([tableArn, sharedGrants]).apply(([arn, all]) =>
              render(
                tablePolicy(
                  statements(
                    statementsOf(context, `table-${table.name}-policy`, all, (grant) => tableStatements(grant, named(arn, undefined))),
                  ),
                ),
                {
                  where: `table policy of ${table.name}`,
                },
              ),
            )
        : undefined,
      streamPolicy: onStream
        ? (streamArn) =>
            pulumi.all([streamArn, sharedGrants]).apply(([arn, all]) =>
              render(
                streamPolicy(
                  statements(statementsOf(context, `table-${table.name}-stream-policy`, all, (grant) => streamStatements(grant, arn))),
                ),
                {
                  where: `stream policy of ${table.name}`,
                },
              ),
            )
        : undefined,
    },
    { provider },
  );
  return {
    arn: made.arn,
    indexArns: made.arn.apply((arn) => indexArnsOf(table, arn)),
    ...(table.stream === undefined ? {} : { streamArn: made.streamArn }),
    keyArn: made.keyArn,
    region,
  };
}

const statements = (list: readonly TableStatement[]): NonEmpty<TableStatement> => nonEmpty(list, "statements");

/** Index ARNs as the plan has them; they are below the table's own, whose output makes the edge. */
function indexArnsOf({ indexes, arn }: ResolvedTable, tableArn: string): Record<string, string> {
  if (arn !== undefined && arn !== tableArn)
    throw new Error(`table: has another ARN than its name gives, got ${JSON.stringify(tableArn)}; expected ${arn}`);
  return Object.fromEntries(indexes.map(({ name, arn: index }) => [name, index ?? ""]));
}

interface KnownGrant {
  readonly grant: ResolvedGrant;
  readonly output: pulumi.Output<TableGrant>;
}

/** A grant with the role and network that it names; none while either is missing, so that its allow waits. */
function knownGrant({ plan, references, account }: AccountContext, grant: ResolvedGrant): KnownGrant[] {
  const { consumer, how } = grant;
  if (consumer.kind !== "workload" || (how !== "own-role" && how !== "resource-policy")) return [];
  const role = references.optional(stackName("foundation", consumer.account), `role:${consumer.workload}`);
  const own = consumer.account === account.name;
  const reference = own ? undefined : networkOf(plan, consumer);
  const network =
    reference === undefined ? undefined : references.optional(stackName("foundation", reference.account), `network:${reference.network}`);
  if (role === undefined || (reference !== undefined && network === undefined)) return [];
  const output = pulumi.all([role, network]).apply(([{ arn, uniqueId }, from]): TableGrant => {
    return { grant, role: { arn, uniqueId }, network: from === undefined ? undefined : { region: from.region, vpcIds: [from.vpcId] } };
  });
  return [{ grant, output }];
}
