import type { Intended, IntendedResource } from "./intended.ts";
import { expectAtKey } from "./keys.ts";
import { expectAtSecret } from "./secrets.ts";
import { expectAtRole } from "./roles.ts";
import type { Asked, Expectation } from "./subject.ts";
import { expectAtTable } from "./tables.ts";

/** What ought to become of a request for data, as the declaration alone says. */
export function expectation(intended: Intended, asked: Asked, resource: IntendedResource | undefined): Expectation {
  const { what } = asked;
  switch (what.kind) {
    case "key":
      return expectAtKey(intended, asked, what, resource);
    case "secret":
      return expectAtSecret(intended, asked, what, resource);
    case "role":
      return expectAtRole(intended, asked, what);
    default:
      return expectAtTable(intended, asked, what, resource);
  }
}
