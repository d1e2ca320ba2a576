import { parseArn } from "../iam/arn.ts";
import { wildcard } from "../iam/wildcard.ts";
import type { DeclaredGrant, DeclaredGrants } from "./declared-grants.ts";

/** The account of a principal: of an ARN or pattern, or the account that is named by its id. Undefined where it may be of several. */
export function accountOfPrincipal(principal: string): string | undefined {
  const account = /^\d{12}$/.test(principal) ? principal : parseArn(principal)?.accountId;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** Whether what a pattern stands for is all within a declared one. The wildcards of the first count as plain characters. */
export const isWithin = (pattern: string, declared: string): boolean => wildcard(declared).test(pattern);

/** Whether a principal, or each that its pattern stands for, is one of some declared ones. A session is its role, whose path it does not name. */
export function isDeclaredPrincipal(principal: string, declared: readonly string[]): boolean {
  const session = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal);
  return declared.some((each) => {
    if (isWithin(principal, each)) return true;
    // A whole account is declared as its root.
    const account = accountOfPrincipal(principal);
    if (each.endsWith(":root") && accountOfPrincipal(each) === account) return true;
    if (session === null) return false;
    const name = parseArn(each)?.resource.split("/").at(-1) ?? "";
    return accountOfPrincipal(each) === account && wildcard(name).test(session[2] ?? "");
  });
}

/** Whether a grant is in force on a day. */
const isInForce = ({ state, until }: Pick<DeclaredGrant, "state" | "until">, today: string): boolean =>
  state === "open" && (until === undefined || today <= until);

/** The grants of some that are in force; or, where there is none, why not and where to declare one. */
export type InForce =
  | { readonly grants: readonly [DeclaredGrant, ...DeclaredGrant[]] }
  | { readonly grants?: undefined; readonly why: string; readonly there: string };

/**
 * Those of the grants that cover something which are in force on a day.
 * @param lacking what is said where none covers it, and of whose resource it is
 */
export function inForceOf(
  covering: readonly DeclaredGrant[],
  today: string,
  lacking: {
    readonly why: string;
    readonly declared: DeclaredGrants;
    readonly account: string | undefined;
    readonly arn: string | undefined;
  },
): InForce {
  const [first, ...rest] = covering.filter((grant) => isInForce(grant, today));
  if (first !== undefined) return { grants: [first, ...rest] };
  const [over] = covering;
  if (over === undefined) return { why: lacking.why, there: placeToDeclare(lacking.declared, lacking.account, lacking.arn) };
  return { why: whyNotInForce(over), there: `${over.file}:${over.line}` };
}

/** Why a grant is not in force. */
function whyNotInForce({ id, state, until }: DeclaredGrant): string {
  if (state === "waiting") return `the grant ${id} waits for an account that has no id yet`;
  return until === undefined ? `the grant ${id} is closed` : `the grant ${id} ended with ${until}`;
}

/** Whether a declared ARN or pattern is for the same table, key or secret as an ARN. The table stands for its indexes and streams. */
export function isOfResource(arn: string, declared: string): boolean {
  return isWithin(arn, declared) || isWithin(tableOf(arn), tableOf(declared));
}

const tableOf = (arn: string): string => arn.replace(/^(arn:[^:]+:dynamodb:[^:]+:\d{12}:table\/[^/]+)\/.*$/, "$1");

/** Where to declare a grant on a resource of an account, in words. */
function placeToDeclare(declared: DeclaredGrants, account: string | undefined, arn: string | undefined): string {
  const resource = arn === undefined ? undefined : declared.resources.find((each) => each.arn !== undefined && isOfResource(arn, each.arn));
  if (resource !== undefined) return `${resource.file}:${resource.line}, under sharedWith of ${resource.id}`;
  const owner = declared.accounts.find(({ id }) => id !== undefined && id === account);
  if (owner === undefined) return `the declaration of ${declared.organization}, which has no account ${account ?? "of this id"} yet`;
  return `${owner.file.replace(/[^/]+$/, "data.yaml")}, where the account ${owner.name} declares what it shares`;
}
