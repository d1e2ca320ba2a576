import { trustedIssuers } from "../../guardrails/trusted-issuers.ts";
import { QUOTAS } from "../../iam/quota.ts";
import { quotaOf, sizeOf } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import { accountOf, clusterOf } from "../../model/plan/plan-index.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";
import { findingText, type Problem } from "../../model/problem.ts";
import { clustersOf, declaredIssuers } from "../wiring/trusted-tokens.ts";

/**
 * Accounts whose RCP cannot name every issuer. Documents do not add up: a token is of one issuer, so that a second document would deny all tokens of
 * the first one's.
 */
export function tooManyIssuers(plan: ResolvedPlan, account: ResolvedAccount): Problem[] {
  const clusters = account.perimeter === "open" ? [] : clustersOf(plan, account);
  const issuers = clusters.map((cluster, index) => `${eksHost(plan, cluster)}/id/${index.toString(16).toUpperCase().padStart(32, "0")}`);
  const fits = (count: number) => {
    const document = resourceControlPolicy(trustedIssuers([...declaredIssuers(plan), ...issuers.slice(0, count)]));
    return sizeOf(document) <= quotaOf(document.kind).value;
  };
  if (fits(issuers.length)) return [];
  let most = issuers.length;
  while (most > 0 && !fits(most)) most -= 1;
  const what = `trusts the tokens of more clusters than one RCP of ${QUOTAS.resourceControlPolicySize.value.toString()} bytes names: ${most.toString()} here`;
  const remedy = "write identity: pod-identity for pods of the others, whose roles trust no issuer";
  const { file, line, column, id: where } = account.origin;
  return [{ file, line, column, where, message: findingText({ what, got: issuers.length, remedy }) }];
}

/** The host of a cluster's issuer. https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
export function eksHost(plan: ResolvedPlan, { account, name }: { readonly account: string; readonly name: string }): string {
  const { organization } = plan;
  const owner = accountOf(plan, account);
  const region = (owner === undefined ? undefined : clusterOf(owner, name)?.region) ?? organization.homeRegion;
  return `oidc.eks.${region}.amazonaws.com${organization.partition === "aws-cn" ? ".cn" : ""}`;
}
