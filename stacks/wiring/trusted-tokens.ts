import { trustedIssuers } from "../../guardrails/trusted-issuers.ts";
import { render } from "../../iam/render.ts";
import { resourceControlPolicy } from "../../iam/resource-control-policy.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";

/** The output of the guardrails that is the id of the policy for accounts whose roles no cluster's pods take. */
export const SHARED_ISSUERS = "policy:issuers";

/** Clusters whose pods take roles of the account: its own, and those of consumers by IRSA. */
export function clustersOf(plan: ResolvedPlan, account: Pick<ResolvedAccount, "name" | "clusters">) {
  const own = account.clusters.map(({ name }) => ({ account: account.name, name }));
  const foreign = plan.identityProviders
    .filter((provider) => provider.account === account.name && provider.cluster.account !== account.name)
    .map(({ cluster }) => cluster);
  return [...own, ...foreign];
}

/** Whether no cluster's pods take roles of the account, so that its policy of trusted issuers says what every such account's says. */
export const sharesIssuers = (plan: ResolvedPlan, account: Pick<ResolvedAccount, "name" | "clusters">): boolean =>
  clustersOf(plan, account).length === 0;

/** The issuers that the organization declares. */
export const declaredIssuers = ({ trustedIssuers: declared }: Pick<ResolvedPlan, "trustedIssuers">): string[] =>
  declared.map(({ issuer }) => issuer);

/** The document that keeps tokens of other issuers from roles, as JSON. */
export const issuersContent = (issuers: readonly string[], where: string): string =>
  render(resourceControlPolicy(trustedIssuers(issuers)), { where: `issuers of ${where}` });
