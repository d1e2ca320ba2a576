import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { identityPolicy } from "../iam/identity-policy.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import { render } from "../iam/render.ts";
import { stackName } from "../model/names.ts";
import type { ResolvedAccount, ResolvedGrant, ResolvedPlan } from "../model/resolve.ts";
import { consumerStatements } from "../sharing/resource-policy.ts";
import type { NamedTable } from "../sharing/shared-table.ts";
import type { Outputs, OutputValue } from "./contract.ts";
import { type AccountLayer, statementsOf } from "./layer.ts";

/** What an account's workloads may use, their own account's data and others': one policy in each workload's role, and a card for each grant. */
export const consumersLayer: AccountLayer = {
  needs: (plan, account) => [
    ...account.workloads
      .filter((workload) => grantsTo(plan, account, workload.name).length > 0)
      .map(({ name }) => ({ stack: stackName("foundation", account.name), key: `role:${name}` }) as const),
    ...account.workloads.flatMap(({ name }) =>
      grantsTo(plan, account, name).map(
        (grant) => ({ stack: stackName("data", grant.owner), key: `table:${grant.name}`, forGrants: [grant.id] }) as const,
      ),
    ),
  ],
  build: (context) => {
    const { plan, account, provider, references } = context;
    const outputs: Outputs = {};
    for (const { name } of account.workloads) {
      const known = grantsTo(plan, account, name).flatMap((grant) => {
        const table = references.optional(stackName("data", grant.owner), `table:${grant.name}`);
        return table === undefined ? [] : [{ grant, table }];
      });
      if (known.length === 0) continue;
      const resource = `permissions-${name}`;
      const policy = pulumi.all(known.map(({ table }) => table)).apply((tables) => {
        const grants = known.map(({ grant }, index) => ({ grant, table: namedTable(tables[index]) }));
        const statements = statementsOf(context, resource, grants, ({ grant, table }) => consumerStatements(grant, table));
        return render(identityPolicy(nonEmpty(statements, name)), { where: `permissions of ${name}` });
      });
      const role = references.required(stackName("foundation", account.name), `role:${name}`);
      new aws.iam.RolePolicy(
        `permissions-${name}`,
        { name: "palisade-data", role: role.apply((known) => known.name), policy },
        { provider },
      );
      for (const { grant, table } of known) outputs[`card:${grant.id}`] = table.apply((value) => cardOf(grant, value));
    }
    return outputs;
  },
};

/** Grants on tables to a workload, its own account's included, that are neither over nor wait for an account's id. */
const grantsTo = (plan: ResolvedPlan, account: ResolvedAccount, workload: string): ResolvedGrant[] =>
  plan.grants.filter(
    ({ consumer, kind, state }) =>
      kind === "tables" &&
      state === "open" &&
      consumer.kind === "workload" &&
      consumer.account === account.name &&
      consumer.workload === workload,
  );

function namedTable(table: OutputValue<`table:${string}`> | undefined): NamedTable {
  if (table === undefined) throw new Error("a table that was read is gone");
  return { ...table, streamArn: table.streamArn, keyArn: table.keyArn };
}

function cardOf(grant: ResolvedGrant, table: OutputValue<`table:${string}`>): OutputValue<`card:${string}`> {
  const indexArns = Object.fromEntries(Object.entries(table.indexArns).filter(([name]) => grant.on.includes(name)));
  return {
    grant: grant.id,
    how: grant.how,
    region: grant.region,
    tableArn: table.arn,
    indexArns,
    ...(table.streamArn === undefined || !grant.can.includes("stream") ? {} : { streamArn: table.streamArn }),
    ...(grant.until === undefined ? {} : { until: grant.until }),
  };
}
