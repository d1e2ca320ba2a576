import { parseArn } from "../../iam/arn.ts";
import { asList, type StatementDocument } from "../engine/policy-document.ts";
import type { DeployedResources } from "./deployed-resources.ts";

/**
 * The organizations of accounts outside of the exported stacks, by account id, where a policy lets in a principal of exactly that account and that
 * organization. Nothing else in an export says what organization a partner is in.
 */
export function foreignOrganizations(
  { resourcePolicies, roles }: Pick<DeployedResources, "resourcePolicies" | "roles">,
  exported: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const documents = [...resourcePolicies.values(), ...[...roles.values()].map(({ trust }) => trust)];
  return new Map(
    documents
      .flatMap(({ document }) => asList(document?.Statement ?? []))
      .flatMap((statement) => memberOf(statement) ?? [])
      .filter(([account]) => !exported.has(account)),
  );
}

/** The account and the organization that an Allow is bound to, where it names one principal. */
function memberOf({
  Effect,
  Principal: principal,
  Condition: condition,
}: StatementDocument): readonly [readonly [string, string]] | undefined {
  const { "aws:PrincipalOrgID": organization, "aws:PrincipalAccount": account } = condition?.["StringEquals"] ?? {};
  if (Effect !== "Allow" || principal === undefined || principal === "*") return undefined;
  const named = asList(principal["AWS"] ?? []).map((arn) => parseArn(arn)?.accountId);
  const [id, ...more] = asList(organization ?? []).map(String);
  const isOne =
    named.length === 1 &&
    named[0] ===
      asList(account ?? [])
        .map(String)
        .join();
  return id !== undefined && more.length === 0 && isOne ? [[named[0] ?? "", id]] : undefined;
}
