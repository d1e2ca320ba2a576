import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { roleCredentials } from "../../operation/role-credentials.ts";
import type { AwsSource } from "../aws-source.ts";
import { type AccountClients, accountClients } from "./account-clients.ts";
import { AnswerStore } from "./answer-store.ts";
import { readAccount } from "./read-account.ts";
import { readOrganization } from "./read-organization.ts";
import type { Retries } from "./retries.ts";

/** What is read, and by which role. */
export interface LiveReading {
  /** Region of IAM's and Organizations' clients. */
  readonly homeRegion: string;
  /** Regions whose networks and data are read. */
  readonly regions: readonly string[];
  /** The name of the role that is taken in each account, with its path if it has one. */
  readonly role: string;
  readonly retries: Retries;
  /** Is told of each account that was read, with how many are read and how many there are. */
  readonly onAccount?: (account: string, done: number, all: number) => void;
}

/** How many accounts are read at once; each has quotas of its own. */
const AT_ONCE = 8;
/** An hour, which every role allows, and role chaining too. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION = { name: "palisade-adopt", seconds: 3_600 };

/**
 * Asks AWS for what an organization has, by the shell's credentials, and in each account by a role that they take. The account that the
 * credentials are of is read by themselves. What AWS refuses is kept with its reason; the rest is read all the same. Rejects where there are
 * no credentials that AWS knows.
 */
export async function readAws({ homeRegion, regions, role, retries, onAccount }: LiveReading): Promise<AwsSource> {
  const store = new AnswerStore();
  const sts = new STSClient({ region: homeRegion, ...retries });
  const { Account: own, Arn: caller = "" } = await sts.send(new GetCallerIdentityCommand());
  const partition = caller.split(":")[1] ?? "aws";
  const accounts = await readOrganization(new OrganizationsClient({ region: homeRegion, ...retries }), store);
  const waiting = [...accounts];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let account = waiting.shift(); account !== undefined; account = waiting.shift()) {
      const clients = await clientsOf(account);
      if (clients !== undefined) await readAccount(account, clients, regions, store);
      onAccount?.(account, ++done, accounts.length);
    }
  };
  /** Undefined where the role cannot be taken; the reason is kept in place of the account's roles. */
  const clientsOf = async (account: string): Promise<AccountClients | undefined> => {
    if (account === own) return accountClients(homeRegion, retries, undefined);
    try {
      return accountClients(homeRegion, retries, await roleCredentials(sts, `arn:${partition}:iam::${account}:role/${role}`, SESSION));
    } catch (error) {
      store.refuse(`accounts/${account}/roles`, error);
      return undefined;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return store;
}
