import { entry } from "../reading/entry.ts";
import type { Check } from "./check.ts";
import { type DeclaredResource, sharesOf, usesOf } from "./declared-resources.ts";

/**
 * Users of a sensitive table whose roles their own teams keep: guardrails protect the roles that Palisade makes, and whoever may change the
 * trust of another role, or make it anew under its name, reads what it reads.
 */
export function checkRolesOfUsers({ draft, report }: Check, holding: DeclaredResource): void {
  const users = [
    ...usesOf(holding).map(({ workload, path }) => ({ account: holding.owner.name, workload, path })),
    ...sharesOf(holding).flatMap(({ target, path }) => {
      const [account = "", workload = ""] = target.split("/");
      return account === holding.owner.name ? [] : [{ account, workload, path }];
    }),
  ];
  for (const { account, workload, path } of users) {
    const role = entry(draft.byName.get(account)?.account?.value?.workloads, workload)?.role?.existing;
    if (role === undefined) continue;
    report.warning(
      holding.part,
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
