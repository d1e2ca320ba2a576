import { expectAtForeign } from "./foreign.ts";
import type { Intended, IntendedResource } from "./intended.ts";
import { expectAtKey } from "./keys.ts";
import { expectAtRestored } from "./restored-tables.ts";
import { expectAtRole } from "./roles.ts";
import { expectAtRoleSettings, expectAtSafeguard, expectAtTags, touchesOwnTags } from "./safeguards.ts";
import { expectAtSecret } from "./secrets.ts";
import type { Asked, Expectation } from "./subject.ts";
import { expectAtTable } from "./tables.ts";

/** What ought to become of a request for data, as the declaration alone says. */
export function expectation(intended: Intended, asked: Asked, resource: IntendedResource | undefined): Expectation {
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
