import { roleArn } from "../iam/arn.ts";
import type { Plan } from "../model/plan/plan.ts";
import { inParallel } from "./in-parallel.ts";

/** AWS's answers about credentials. */
export interface Identities {
  /** The account that this shell's credentials are of, and their ARN. Rejects where there are none. */
  readonly caller: () => Promise<{ readonly account: string; readonly arn: string }>;
  /** Assumes a role, and uses it for nothing. Rejects with AWS's reason where it cannot be assumed. */
  readonly assume: (roleArn: string) => Promise<void>;
}

/** STS answers 600 calls a second. A check of a thousand accounts takes seconds either way. */
const AT_ONCE = 8;

/**
 * What stands in the way of deploying stacks: the credentials of the runner, and the deploy roles of all accounts in which one of them acts.
 * Nothing is changed at AWS. Accounts that are created by this deployment have no role yet, and are left out.
 * @param stacks the names of the stacks
 * @param role name of the role that acts in the accounts; left out: each account's deploy role
 */
export async function accessProblems(plan: Plan, stacks: ReadonlySet<string>, identities: Identities, role?: string): Promise<string[]> {
  const { managementAccount, partition } = plan.organization;
  const { caller, problem } = await managementCaller(identities, managementAccount);
  if (problem !== undefined) return [problem];
  const acting = new Set(plan.stacks.flatMap(({ name, actsIn, account }) => (actsIn === "account" && stacks.has(name) ? [account] : [])));
  const accounts = plan.accounts.filter(({ name }) => acting.has(name));
  const refused = await inParallel(accounts, AT_ONCE, async ({ name, id, deployRole }) => {
    if (id === undefined) return [];
    const arn = roleArn({ partition, accountId: id, name: role ?? deployRole });
    const reason = await identities.assume(arn).then(() => undefined, reasonOf);
    if (reason === undefined) return [];
    if (role !== undefined)
      return [
        `${name}: the role for previews cannot be assumed by ${caller.arn}, got ${JSON.stringify(reason)}; create ${arn} (docs/deploying.md#bootstrap)`,
      ];
    return [
      `${name}: the deploy role cannot be assumed by ${caller.arn}, got ${JSON.stringify(reason)}; create ${arn}, let its trust policy name the runner, and name the runner under deployment.takenBy (docs/deploying.md#the-deploy-role)`,
    ];
  });
  return refused.flat();
}

/** Whose the shell's credentials are, where they are of the management account; else what is wrong with them. */
export async function managementCaller(
  identities: Identities,
  managementAccount: string,
): Promise<
  | { readonly caller: { readonly account: string; readonly arn: string }; readonly problem: undefined }
  | { readonly caller: undefined; readonly problem: string }
> {
  const caller = await identities.caller().catch((error: unknown) => reasonOf(error));
  const wrong = (problem: string) => ({ caller: undefined, problem });
  if (typeof caller === "string")
    return wrong(`no credentials of AWS can be used, got ${JSON.stringify(caller)}; sign in, or name a profile with AWS_PROFILE`);
  if (caller.account !== managementAccount)
    return wrong(
      `the credentials are of another account, got ${caller.arn}; use credentials of the management account, ${managementAccount} (organization.yaml: managementAccount)`,
    );
  return { caller, problem: undefined };
}

/** What an error says, whatever it is. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The role that acts in the accounts while credentials preview: that of the preview's own name where they are of it, else the deploy role. */
export async function roleOfPreview(previewRole: string, identities: Identities): Promise<string | undefined> {
  const caller = await identities.caller().catch(() => undefined);
  return caller?.arn.includes(`:assumed-role/${previewRole}/`) === true ? previewRole : undefined;
}
