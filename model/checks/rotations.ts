import { entry } from "../reading/entry.ts";
import { namesAt } from "../reading/part.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";

/** The rights that a rotation function needs. https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html */
const NEEDED = ["read", "write"] as const;

/** Refuses a rotation that could not work: without a function of the account that may read and write the secret, or of what Palisade does not change. */
export function checkRotation({ report }: Check, { part, path, owner, declared }: Extract<DeclaredResource, { kind: "secrets" }>): void {
  const { rotation, usedBy, existing } = declared;
  if (rotation === undefined) return;
  const at = [...path, "rotation"];
  const account = owner.account?.value;
  if (existing !== undefined) {
    const remedy = "remove it; the rotation that the secret has goes on, and only the deploy role changes its function";
    report.problem(part, at, { what: "would change a secret that exists already", remedy }, "name");
    return;
  }
  const workloads = namesAt(owner.account, ["workloads"]);
  if (workloads === undefined) return;
  const by = [...at, "by"];
  if (!workloads.includes(rotation.by)) {
    const remedy = chooseFrom(rotation.by, workloads, "declare it in account.yaml");
    report.problem(part, by, { what: "is not a workload of this account", got: rotation.by, remedy });
    return;
  }
  const workload = entry(account?.workloads, rotation.by);
  if (workload !== undefined && workload.runsOn !== "lambda") {
    const what = `runs on ${workload.runsOn}, and Secrets Manager has secrets rotated by functions`;
    report.problem(part, by, { what, got: rotation.by, remedy: "name a workload with runsOn: lambda" });
    return;
  }
  const can = entry(usedBy, rotation.by)?.can ?? [];
  if (NEEDED.every((right) => can.includes(right))) return;
  report.problem(part, by, {
    what: "may not read and write the secret",
    got: rotation.by,
    remedy: `add ${rotation.by}: { can: [read, write] } to usedBy`,
  });
}
