import { entry } from "../reading/entry.ts";
import type { Check } from "./check.ts";
import { type DeclaredResource, sharesOf, usesOf } from "./declared-resources.ts";

/**
 * Warns of consumers of a sensitive table whose role their own team made. Guardrails protect only the roles that Palisade makes: an
 * administrator who changes the trust of another role, or makes it anew under its name, can use the table through it.
 */
export function checkRolesOfUsers({ draft, report }: Check, resource: DeclaredResource): void {
  const users = [
    ...usesOf(resource).map(({ workload, path }) => ({ account: resource.owner.name, workload, path })),
    ...sharesOf(resource).flatMap(({ target, path }) => {
      const [account = "", workload = ""] = target.split("/");
      return account === resource.owner.name ? [] : [{ account, workload, path }];
    }),
  ];
  for (const { account, workload, path } of users) {
    const role = entry(draft.byName.get(account)?.account?.value?.workloads, workload)?.role?.existing;
    if (role === undefined) continue;
    report.warning(
      resource.part,
      path,
      {
        what: `lets a role of its team's use a sensitive table, and administrators of ${account} can let themselves into that role`,
        got: role,
        remedy: "leave role out of the workload, so that Palisade makes one that guardrails protect",
      },
      "name",
    );
  }
}
