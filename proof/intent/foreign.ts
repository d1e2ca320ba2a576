import type { Intended } from "./intended.ts";
import { expect } from "./places.ts";
import type { Asked, Expectation, What } from "./subject.ts";

/** What ought to become of a request for a resource of another organization: nothing is carried there through a network's endpoints. */
export function expectAtForeign(intended: Intended, { where }: Asked, { service }: Extract<What, { kind: "foreign" }>): Expectation {
  if (where.kind !== "network") return expect("open", "it passes no endpoint of a declared network");
  const network = intended.accounts
    .get(where.account)
    ?.networks.find((each) => each.account === where.account && each.network === where.network);
  const isBound = network?.endpoints === "all" || network?.endpoints.includes(service) === true;
  return isBound
    ? expect("denied", "an endpoint leads to the organization's resources alone")
    : expect("open", "the network has endpoints of its own");
}
