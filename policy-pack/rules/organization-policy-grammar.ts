import { measure, QUOTAS, type Quota } from "../../iam/quota.ts";
import { findInDocuments } from "../find-in-documents.ts";
import type { PolicyDocument, Statement } from "../parsed-policy.ts";
import type { DocumentKind } from "../resource-documents.ts";
import type { ResourceRule } from "../rule.ts";

/**
 * AWS refuses such policies only when they are created in the management account, after earlier resources have been deployed.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export const organizationPolicyGrammar: ResourceRule = {
  name: "organization-policy-grammar",
  displayName: "SCPs and RCPs follow their grammar",
  description: "A service control or resource control policy follows its grammar and fits its quota.",
  severity: "medium",
  remediation: "Write the statement as the message says.",
  page: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html",
  tags: ["organizations", "grammar"],
  check: (resource) =>
    findInDocuments(resource, ["service-control", "resource-control"], (document, kind) => [
      ...sizeProblems(document, kind),
      ...document.statements.flatMap((statement) =>
        [
          ...commonProblems(statement),
          ...(kind === "resource-control" ? resourceControlProblems(statement) : serviceControlProblems(statement)),
        ].map((problem) => `${statement.label}: ${problem}`),
      ),
    ]),
};

function sizeProblems({ text }: PolicyDocument, kind: DocumentKind): readonly string[] {
  const quota: Quota = kind === "resource-control" ? QUOTAS.resourceControlPolicySize : QUOTAS.serviceControlPolicySize;
  const size = measure(text, quota.unit);
  if (size <= quota.value) return [];
  return [
    `the document: it is larger than the ${quota.value} ${quota.unit} that AWS takes, got ${size}; leave out white space, or split it`,
  ];
}

function commonProblems({ sid, actions, notActions, resources, notResources }: Statement): readonly string[] {
  return [
    ...(sid === undefined || /^[0-9A-Za-z]*$/.test(sid)
      ? []
      : [`the Sid has other characters than letters and digits, got ${JSON.stringify(sid)}; leave them out`]),
    ...(actions === undefined && notActions === undefined ? ["no action is named, got nothing; add Action"] : []),
    ...(resources === undefined && notResources === undefined ? ['no resource is named, got nothing; add "Resource": "*"'] : []),
  ];
}

function serviceControlProblems({ effect, principals, notPrincipals, resources, notResources }: Statement): readonly string[] {
  const named = principals ?? notPrincipals;
  return [
    ...(named === undefined
      ? []
      : [`an SCP names no principal, got ${JSON.stringify(named.map(({ value }) => value))}; test aws:PrincipalArn in a condition`]),
    // AWS's syntax page only takes "*", its announcement also ARNs. The rule takes what both take.
    ...(effect !== "Allow" || (notResources === undefined && resources?.every((resource) => resource === "*") !== false)
      ? []
      : [`an Allow of an SCP is for all resources, got ${JSON.stringify(resources ?? notResources)}; write "*", and deny the rest`]),
  ];
}

function resourceControlProblems({ effect, principals, notPrincipals, actions = [], notActions }: Statement): readonly string[] {
  const isForAnyone =
    principals !== undefined && principals.length > 0 && principals.every(({ kind, value }) => kind === "AWS" && value === "*");
  return [
    ...(effect === "Deny" ? [] : [`an RCP only denies, got ${effect === undefined ? "nothing" : JSON.stringify(effect)}; write "Deny"`]),
    ...(isForAnyone
      ? []
      : [
          `an RCP is for every principal, got ${JSON.stringify((principals ?? notPrincipals)?.map(({ value }) => value) ?? [])}; write "Principal": "*"`,
        ]),
    ...(notActions === undefined ? [] : [`an RCP lists its actions, got NotAction ${JSON.stringify(notActions)}; write Action`]),
    ...(actions.some((action) => !action.includes(":"))
      ? [`an action of an RCP has a service prefix, got ${JSON.stringify(actions)}; list services, e.g. "dynamodb:*"`]
      : []),
  ];
}
