import { wordOf } from "../model/plan/own-deploy-roles.ts";
import type { Plan } from "../model/plan/plan.ts";

/** The name, without its end, of the files for accounts that name a deploy role of their own. */
export const filesOf = (deployRole: string): string => `accounts-${wordOf(deployRole)}`;

/** Names of the accounts that a role deploys to, sorted. */
export const accountsWith = ({ accounts }: Plan, deployRole: string): string[] =>
  accounts.flatMap((account) => (account.deployRole === deployRole ? [account.name] : [])).sort();
