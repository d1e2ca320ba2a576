import type { AccountDraft, Draft } from "../reading/draft.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { DeclaredNetwork } from "../schema/account.ts";
import type { Check } from "./check.ts";
import { resolveNetwork } from "./networks.ts";
import { networkOf } from "./workloads.ts";

/**
 * The accounts that the policies of one network's endpoints take. The longest of them names an account at most four times, in 15 of the
 * 20,480 characters that AWS takes, besides what it always says.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
 */
export const MOST_REACHED = 300;

/** What an existing network loses with the endpoint that it is given. */
const CLOSING = {
  what: "gives the network an endpoint for DynamoDB, which closes all tables but its own and those of its grants",
  remedy: "share other tables that it uses, or name an endpoint of your own as dynamodbEndpoint in place of adds",
} as const;

/** Whom the endpoints of networks lead to: accounts that exist, no more than fit, and what closes where an existing network gets an endpoint. */
export function checkReachedAccounts(check: Check): void {
  const { draft, report } = check;
  const reached = reachedByNetwork(check);
  for (const account of draft.accounts) {
    const part = account.account;
    for (const [name, network] of Object.entries(part?.value?.networks ?? {})) {
      if (part === undefined || "sharedFrom" in network) continue;
      const path = ["networks", name];
      const declared = "existing" in network ? [] : (network.reaches ?? []);
      declared.forEach((each, index) => {
        const wrong = wrongAccount(draft, account, each);
        if (wrong !== undefined) report.problem(part, [...path, "reaches", index], { ...wrong, got: each });
      });
      const accounts = new Set([account.name, ...(reached.get(`${account.name}/${name}`) ?? []), ...declared]);
      if (isGivenEndpoint(network)) report.warning(part, [...path, "adds"], CLOSING);
      if (accounts.size > MOST_REACHED) {
        report.problem(
          part,
          path,
          {
            what: `reaches more accounts by grants and by reaches than the ${MOST_REACHED.toString()} that fit into the policies of its endpoints`,
            got: accounts.size,
            remedy: "let its workloads run in several networks, or bring what they use together in fewer accounts",
          },
          "name",
        );
      }
    }
  }
}

function wrongAccount(draft: Draft, own: AccountDraft, reached: string): { readonly what: string; readonly remedy: string } | undefined {
  if (reached === own.name || reached === own.account?.value?.id)
    return { what: "is the network's own account, which its endpoints always lead to", remedy: "remove it" };
  if (/^\d/.test(reached) || draft.byName.has(reached)) return undefined;
  return { what: "names no declared account", remedy: chooseFrom(reached, draft.byName.keys(), "declare the account, or write its id") };
}

/** By `<account>/<network>`, the accounts that share in a network, and the owners of what workloads in it use. */
function reachedByNetwork({ draft, uses }: Check): ReadonlyMap<string, ReadonlySet<string>> {
  const reached = new Map<string, Set<string>>();
  const add = (network: ReturnType<typeof resolveNetwork>, accounts: Iterable<string>) => {
    if (network === undefined) return;
    const key = `${network.owner}/${network.name}`;
    reached.set(key, new Set([...(reached.get(key) ?? []), ...accounts]));
  };
  for (const account of draft.accounts) {
    const { networks = {}, workloads = {} } = account.account?.value ?? {};
    for (const name of Object.keys(networks)) add(resolveNetwork(draft, account, name), [account.name]);
    for (const name of Object.keys(workloads))
      add(networkOf(draft, account, name), uses.get(`${account.name}/${name}`)?.owners.keys() ?? []);
  }
  return reached;
}

const isGivenEndpoint = (network: DeclaredNetwork): boolean =>
  "existing" in network && network.adds?.includes("endpoints") === true && network.dynamodbEndpoint === undefined;
