import { compareProblems, type Finding, findingText, type Problem, problemLine } from "../problem.ts";
import type { Declaration, DeclaredAccount, Sound } from "../reading/declaration.ts";
import { type Draft, draft, type Files, type ReadPart } from "../reading/draft.ts";
import { type FoundProblem, onceForAll } from "../reading/once-for-all.ts";
import type { Part } from "../reading/part.ts";
import { type Path, pathText } from "../reading/source.ts";
import { checkAccounts, warnOfCentralDataAccounts } from "./accounts.ts";
import type { Check, Report } from "./check.ts";
import { checkCycles } from "./cycles.ts";
import { checkDeployRoles } from "./deploy-roles.ts";
import { checkDeployers } from "./deployers.ts";
import { checkExemptRoles } from "./exempt-roles.ts";
import { consumerUses } from "./grant-facts.ts";
import { checkLapsingPerimeters } from "./lapsing-perimeters.ts";
import { checkNetworks } from "./networks.ts";
import { checkOrganization } from "./organization.ts";
import { checkPeople } from "./people.ts";
import { checkReachedAccounts } from "./reached-accounts.ts";
import { checkRecovery } from "./recovery.ts";
import { checkConsents } from "./replicas.ts";
import { checkGrants } from "./shares.ts";
import { checkTables } from "./tables.ts";
import { checkTags } from "./tags.ts";
import { checkVendors } from "./vendors.ts";
import { checkWorkloads } from "./workloads.ts";

/** What came of reading a declaration: problems, or the declaration; warnings in both cases. */
export interface Loaded {
  /** Undefined where there are problems. */
  readonly declaration: Declaration | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface LoadOptions {
  /** The instant that ends of grants are compared with. */
  readonly now: Date;
  /** How a path inside the declaration's folder is shown in messages; as it is where left out. */
  readonly shownAs?: (path: string) => string;
  /** Reads one file; may be one that remembers what it read. */
  readonly read?: ReadPart;
  /** Files that are there and could not be read, by path, each with what is wrong and what to do. */
  readonly unread?: ReadonlyMap<string, string>;
}

/** Reads and checks a whole declaration; reports every problem of every file at once. Pure. */
export function load(files: Files, { now, shownAs, read, unread }: LoadOptions): Loaded {
  const drafted = draft(files, shownAs, read, unread);
  const problems: FoundProblem[] = [];
  const warnings: FoundProblem[] = [];
  const to =
    (list: FoundProblem[]) =>
    (part: Part<unknown>, path: Path, finding: Finding, at: "name" | "value" = "value"): void => {
      const place = at === "name" ? part.source.position(path) : part.source.valuePosition(path);
      const problem = { ...place, where: pathText(path), message: findingText(finding) };
      list.push({ problem, instance: part.source.instance });
    };
  const report: Report = { problem: to(problems), warning: to(warnings) };
  const check: Check = { draft: drafted, now, report, uses: consumerUses(drafted, now) };
  checkOrganization(check);
  checkExemptRoles(check);
  checkDeployRoles(check);
  checkDeployers(check);
  checkAccounts(check);
  checkTags(check);
  checkLapsingPerimeters(check);
  checkNetworks(check);
  checkReachedAccounts(check);
  checkWorkloads(check);
  checkPeople(check);
  checkVendors(check);
  checkTables(check);
  checkConsents(check);
  checkRecovery(check);
  checkCycles(check);
  checkGrants(check);
  warnOfCentralDataAccounts(check);
  const all = [...drafted.problems, ...onceForAll(problems)];
  const declaration = all.length === 0 ? declarationOf(drafted, now) : undefined;
  return { declaration, problems: sorted(all), warnings: sorted(onceForAll(warnings)) };
}

function declarationOf(drafted: Draft, now: Date): Declaration | undefined {
  const accounts: DeclaredAccount[] = [];
  for (const { name, account, data } of drafted.accounts) {
    if (account === undefined || !isSound(account) || (data !== undefined && !isSound(data))) return undefined;
    accounts.push({ name, account, data });
  }
  const { organization } = drafted;
  return organization !== undefined && isSound(organization) ? { draft: drafted, organization, accounts, now } : undefined;
}

const isSound = <T>(part: Part<T>): part is Sound<T> => part.value !== undefined;

function sorted(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [problemLine(problem), problem]));
  return [...unique.values()].sort(compareProblems);
}
