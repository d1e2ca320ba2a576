import { expectAtForeign, isStopped } from "./foreign.ts";
import type { Intended, IntendedResource } from "./intended.ts";
import { expectAtKey } from "./keys.ts";
import { expect } from "./places.ts";
import { expectAtRestored } from "./restored-tables.ts";
import { expectAtRole } from "./roles.ts";
import { expectAtRoleSettings, expectAtSafeguard, expectAtTags, touchesOwnTags } from "./safeguards.ts";
import { expectAtSecret } from "./secrets.ts";
import type { Asked, Expectation, What, Who } from "./subject.ts";
import { expectAtTable } from "./tables.ts";

/**
 * What ought to become of a request for data, as the declaration alone says.
 * @param makes whose credentials the request carries, if others than those of whom it is charged to
 */
export function expectation(intended: Intended, asked: Asked, resource: IntendedResource | undefined, makes = asked.who): Expectation {
  const expected = expectationAt(intended, asked, resource);
  return expected.effect === "open" && isStopped(intended, { ...asked, who: makes })
    ? expect("denied", "the network's endpoints lead to its own accounts and to owners of what is granted there")
    : expected;
}

function expectationAt(intended: Intended, asked: Asked, resource: IntendedResource | undefined): Expectation {
  const { what } = asked;
  if (touchesOwnTags(asked)) {
    const expected = expectAtTags(intended, asked);
    if (expected !== undefined) return expected;
  }
  switch (what.kind) {
    case "foreign":
      return expectAtForeign(intended, asked, what);
    case "safeguard":
      return expectAtSafeguard(intended, asked, what);
    case "restored":
      return expectAtRestored(intended, asked, what);
    case "key":
      return expectAtKey(intended, asked, what, resource);
    case "secret":
      return expectAtSecret(intended, asked, what, resource);
    case "role":
      return asked.action.startsWith("iam:")
        ? expectAtRoleSettings(intended, asked, what.account, what.role)
        : expectAtRole(intended, asked, what);
    default:
      return expectAtTable(intended, asked, what, resource);
  }
}

/** Principals to whom grants are made. */
const CONSUMERS: ReadonlySet<Who["kind"]> = new Set(["workload", "access-role", "external", "tenant-role", "backup-role", "restore-role"]);

/** Principals that take roles on somebody's word. */
const TAKERS: ReadonlySet<Who["kind"]> = new Set(["workload", "external", "token", "on-call", "runner"]);

/** Whether anything may be expected to be allowed to a principal at a resource; to others everything is denied, or left open. */
export function mayBePromised(who: Who, what: What, resource: IntendedResource | undefined): boolean {
  switch (what.kind) {
    case "foreign":
    case "safeguard":
      return false;
    case "role":
      return TAKERS.has(who.kind);
    case "restored":
      return who.kind === "restore-role";
    default:
      return resource !== undefined && CONSUMERS.has(who.kind);
  }
}
