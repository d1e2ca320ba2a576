import { pathAndName } from "../../iam/arn.ts";
import { remember } from "../remember.ts";
import { shortHash } from "../short-hash.ts";
import type { Plan } from "./plan.ts";

/** What is planned of deploy roles. */
interface DeployRoles extends Pick<Plan, "organization"> {
  readonly accounts: readonly Pick<Plan["accounts"][number], "deployRole">[];
}

/** The deploy roles that accounts name in place of the organization's, each once; sorted. */
export const ownDeployRoles = remember(({ organization, accounts }: DeployRoles): readonly string[] =>
  [...new Set(accounts.map(({ deployRole }) => deployRole))].filter((role) => role !== organization.deployRole).sort(),
);

/** The most characters of a role's name that stand in names of policies, of which AWS takes 128. */
const MOST_CHARACTERS = 32;
const HASH_LENGTH = 8;

/** What tells guardrails for units with such an account from others by name, as long as the word of a role is at most. */
export const wordOfUnit = (path: string): string => {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/[^A-Za-z0-9]+/g, "-");
  return `unit-${name.slice(0, MOST_CHARACTERS - "unit-".length)}-${shortHash(path, HASH_LENGTH)}`;
};

/** What tells policies and files for accounts with a deploy role of their own from others by name. Roles of one name may have different paths. */
export const wordOf = (deployRole: string): string =>
  `${pathAndName(deployRole).name.slice(0, MOST_CHARACTERS)}-${shortHash(deployRole, HASH_LENGTH)}`;
