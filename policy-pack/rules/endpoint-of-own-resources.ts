import { z } from "zod";
import { parseArn } from "../../iam/arn.ts";
import { admitsServicesOnly, isFullAccess } from "../broad-principals.ts";
import { DATA_ACTIONS } from "../data-actions.ts";
import { findInStatements } from "../find-in-documents.ts";
import { FOREIGN_ACCOUNT, FOREIGN_ORGANIZATION } from "../foreign-request.ts";
import type { Statement } from "../parsed-policy.ts";
import type { ResourceRule, RuleContext } from "../rule.ts";
import { mayHold, mayReachArn, reaches } from "../statement-reach.ts";

const settings = z.strictObject({
  accounts: z
    .array(z.string().regex(/^\d{12}$/, "is no account id"))
    .default([])
    .describe(
      "The accounts whose resources an endpoint policy may name. While the list is empty, and no file of declared grants is there, it may name any.",
    ),
});

/** Data of a stranger, by the services whose data an endpoint may carry away. */
const OF_STRANGERS: Readonly<Record<string, string>> = {
  dynamodb: `arn:aws:dynamodb:eu-west-1:${FOREIGN_ACCOUNT}:table/Qx7`,
  kms: `arn:aws:kms:eu-west-1:${FOREIGN_ACCOUNT}:key/0f9e8d7c-6b5a-4049-8877-aabbccddeeff`,
  secretsmanager: `arn:aws:secretsmanager:eu-west-1:${FOREIGN_ACCOUNT}:secret:Qx7-AbCdEf`,
};
const STRANGERS_ORGANIZATION = {
  "aws:ResourceAccount": FOREIGN_ACCOUNT,
  "aws:ResourceOrgID": FOREIGN_ORGANIZATION,
  "aws:ResourceOrgPaths": `${FOREIGN_ORGANIZATION}/r-zzzz/ou-zzzz-zzzzzzzz/`,
};

/**
 * An endpoint that only asks who calls lets its callers write into a stranger's table. Only the endpoint sees where data goes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
 */
export const endpointOfOwnResources: ResourceRule<typeof settings> = {
  name: "endpoint-of-own-resources",
  displayName: "Endpoints lead to known resources",
  description:
    "An endpoint policy lets data actions of DynamoDB, KMS and Secrets Manager reach only resources of known accounts or of the organization.",
  severity: "high",
  remediation: "Add StringEquals on aws:ResourceOrgID or aws:ResourceAccount, or name the ARNs of the resources.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html",
  tags: ["network", "data-perimeter"],
  settings,
  check: (resource, context) =>
    findInStatements(resource, ["endpoint"], (statement) => {
      // Full access is another rule's. AWS services call through an endpoint in their own name.
      if (statement.effect !== "Allow" || isFullAccess(statement) || admitsServicesOnly(statement)) return [];
      return [...strangersReached(statement), ...strangersNamed(statement, context)];
    }),
};

function strangersReached(statement: Statement): readonly string[] {
  const action = [...DATA_ACTIONS].find((each) => {
    const arn = OF_STRANGERS[each.split(":")[0] ?? ""];
    return arn !== undefined && reaches(statement, each) && mayReachArn(statement, arn);
  });
  if (action === undefined || !mayHold(statement, STRANGERS_ORGANIZATION)) return [];
  const got = JSON.stringify(statement.resources ?? { NotResource: statement.notResources });
  return [`data actions such as ${action} reach resources of strangers, got ${got}; add StringEquals on aws:ResourceOrgID`];
}

function strangersNamed(
  { resources = [] }: Statement,
  { settings: { accounts }, declared }: RuleContext<z.output<typeof settings>>,
): readonly string[] {
  const known = [...accounts, ...(declared?.accounts ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]))];
  if (known.length === 0) return [];
  const foreign = resources.filter((each) => {
    const { service = "", accountId = "" } = parseArn(each) ?? {};
    return service in OF_STRANGERS && /^\d{12}$/.test(accountId) && !known.includes(accountId);
  });
  return foreign.length === 0
    ? []
    : [`a resource of an unknown account is named, got ${JSON.stringify(foreign)}; take it out, or add the account to the settings`];
}
