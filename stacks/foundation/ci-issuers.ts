import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nonEmpty } from "../../iam/non-empty.ts";
import type { PlannedCi } from "../../model/plan/planned-workload.ts";
import type { AccountContext } from "../wiring/layer.ts";

/**
 * ARNs of the OIDC providers of the issuers whose CI jobs have roles in the account, by the issuer's name: made here with the audiences of all
 * its jobs, or looked up. An account has one provider for an issuer.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export async function ciIssuers({ account, provider }: AccountContext): Promise<ReadonlyMap<string, pulumi.Output<string>>> {
  const jobs = Map.groupBy(
    account.workloads.flatMap(({ ci, role }) => (ci === undefined || !role.created ? [] : [ci])),
    ({ name }) => name,
  );
  const arns = new Map<string, pulumi.Output<string>>();
  for (const [name, all] of jobs) {
    const [{ issuer, createsProvider }] = nonEmpty(all, name);
    const arn = createsProvider ? made(name, all, provider) : await found(account.name, `https://${issuer}`, provider);
    if (arn !== undefined) arns.set(name, arn);
  }
  return arns;
}

function made(name: string, jobs: readonly PlannedCi[], provider: aws.Provider): pulumi.Output<string> {
  const [{ issuer }] = nonEmpty(jobs, name);
  const clientIdLists = [...new Set(jobs.map(({ audience }) => audience))].sort();
  return new aws.iam.OpenIdConnectProvider(`ci-issuer-${name}`, { url: `https://${issuer}`, clientIdLists }, { provider }).arn;
}

/** AWS's answer, and the provider's, where an account has no OIDC provider for an issuer. */
const NO_SUCH_PROVIDER = /NoSuchEntity|not found/i;

/** A provider that does not exist yet is named in a warning, and undefined: it blocks nothing, and the grants of its jobs wait. */
async function found(account: string, url: string, provider: aws.Provider): Promise<pulumi.Output<string> | undefined> {
  try {
    const { arn } = await aws.iam.getOpenIdConnectProvider({ url }, { provider });
    return pulumi.output(arn);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    if (!NO_SUCH_PROVIDER.test(because))
      throw new pulumi.RunError(`${account}: the OIDC provider of ${url} cannot be looked up\n${because}`);
    await pulumi.log.warn(
      `${account} has no OIDC provider for ${url} yet, so that the grants of its CI jobs wait; make it and deploy again, or leave oidcProvider out`,
    );
    return undefined;
  }
}
