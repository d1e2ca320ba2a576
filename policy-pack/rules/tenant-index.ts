import { parseArn } from "../../iam/arn.ts";
import { type Finding, violation } from "../finding.ts";
import { isOfBlueprint } from "../of-blueprint.ts";
import type { Statement } from "../parsed-policy.ts";
import { documentsOf } from "../resource-documents.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { mayReachArn, reaches } from "../statement-reach.ts";
import { TABLE } from "../table-policies.ts";
import { isRecord } from "../unknown-values.ts";

const LEADING_KEYS = "dynamodb:leadingkeys";

/**
 * The leading key of an index is the index's own partition key. Where that is another attribute than the table's, an item of one tenant may
 * carry another tenant's name there, and both read it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const tenantIndex: StackRule = {
  name: "tenant-index",
  displayName: "Tenants query indexes that begin with the tenant",
  description: "An Allow by dynamodb:LeadingKeys does not reach an index whose partition key is another attribute than the table's.",
  severity: "medium",
  level: "advisory",
  remediation: "Leave the index out of Resource, or let its partition key begin with the tenant and exempt the policy.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html",
  tags: ["dynamodb", "tenants"],
  checkStack: (resources) => {
    const tables = resources.filter((each) => each.type === TABLE && !isOfBlueprint(each));
    return resources.flatMap((policy) =>
      documentsOf(policy)
        .filter(({ kind }) => kind === "identity" || kind === "table")
        .flatMap(({ where, document }) =>
          (typeof document === "object" ? document.statements : [])
            .filter(isOfTenant)
            .flatMap((statement) => tables.flatMap((table) => foreignLed(policy, where, statement, table))),
        ),
    );
  },
};

const isOfTenant = (statement: Statement): boolean =>
  statement.effect === "Allow" &&
  statement.conditions.some(({ key }) => key.toLowerCase() === LEADING_KEYS) &&
  reaches(statement, "dynamodb:Query");

function foreignLed(policy: SeenResource, where: string, statement: Statement, table: SeenResource): readonly Finding[] {
  const { arn, hashKey, globalSecondaryIndexes: indexes } = table.properties;
  if (typeof arn !== "string" || parseArn(arn) === undefined || !Array.isArray(indexes) || typeof hashKey !== "string") return [];
  return indexes
    .filter(isRecord)
    .filter(
      ({ hashKey: leads, name }) =>
        typeof leads === "string" && leads !== hashKey && typeof name === "string" && mayReachArn(statement, `${arn}/index/${name}`),
    )
    .map(({ name, hashKey: leads }) =>
      violation(
        policy,
        `${where}, ${statement.label}: tenants query an index that another attribute leads than the table, got ${JSON.stringify({ [String(name)]: leads })}; leave the index out`,
      ),
    );
}
