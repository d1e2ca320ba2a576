import { WrongUse } from "../output/streams.ts";

/**
 * The role that deploys: the one that is named, else the only one under `deployment.takenBy`.
 * @throws WrongUse where it is none of these, or where there are several
 */
export function chosenRunner(takenBy: readonly string[], runner: string | undefined): string {
  const roles = takenBy.filter((arn) => arn.includes(":role/"));
  if (runner !== undefined) {
    if (roles.includes(runner)) return runner;
    throw new WrongUse(`--runner: must be a role under deployment.takenBy, got ${JSON.stringify(runner)}; choose from ${roles.join(", ")}`);
  }
  const [only] = roles;
  if (only !== undefined && roles.length === 1) return only;
  throw new WrongUse(
    `--runner: is needed where deployment.takenBy has ${roles.length === 0 ? "no role" : "several roles"}, got ${JSON.stringify(roles)}; name the role that the workflows take`,
  );
}
