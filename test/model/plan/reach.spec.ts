import assert from "node:assert/strict";
import type { PlannedReach } from "../../../model/plan/planned-reach.ts";
import { acmePlan, type Edit } from "../../support/acme.ts";
import { accountOf, dataOf } from "../../support/sample.ts";

/** What a plan says of a network's reach, without the network. */
const reachOf = (network: string, ...edits: readonly Edit[]): Omit<PlannedReach, "account" | "network"> | undefined => {
  const found = acmePlan(...edits).reach.find((each) => `${each.account}/${each.network}` === network);
  if (found === undefined) return undefined;
  const { callers, owners, roleOwners, reaches } = found;
  return { callers, owners, roleOwners, reaches };
};

const ALONE = { owners: [], roleOwners: [], reaches: [] };

describe("what the endpoints of a network lead to", () => {
  it("is its own account where nothing of others is granted there", () => {
    assert.deepEqual(reachOf("orders-prod/main"), { callers: ["orders-prod"], ...ALONE });
    assert.deepEqual(reachOf("analytics-prod/experiments"), { callers: ["analytics-prod"], ...ALONE });
  });

  it("are owners of what its workloads are granted, those by role told apart", () => {
    assert.deepEqual(reachOf("analytics-prod/main"), { callers: ["analytics-prod"], ...ALONE, owners: ["orders-prod"] });
    const owners = ["customers-prod", "orders-prod", "tickets-prod"];
    assert.deepEqual(reachOf("platform-prod/main"), { callers: ["platform-prod"], owners, roleOwners: owners, reaches: [] });
  });

  it("is no owner whose grants are over", () => {
    const over: Edit = [dataOf("shop-legacy"), "until: 2027-03-31", "until: 2026-03-31"];
    assert.deepEqual(reachOf("checkout-prod/main")?.owners, ["shop-legacy"]);
    assert.deepEqual(reachOf("checkout-prod/main", over), { callers: ["checkout-prod"], ...ALONE });
  });

  it("are the accounts that it is shared with, and the owners of what their workloads in it are granted", () => {
    const shared: Edit = [
      accountOf("analytics-prod"),
      "main: { region: eu-west-1, cidr: 10.40.0.0/16, zones: 2 }",
      "main: { sharedFrom: sessions-eu/main }",
    ];
    assert.equal(reachOf("analytics-prod/main", shared), undefined);
    assert.deepEqual(reachOf("sessions-eu/main", shared), {
      callers: ["analytics-prod", "sessions-eu"],
      ...ALONE,
      owners: ["orders-prod"],
    });
  });

  it("are accounts that the network is declared to reach", () => {
    const reaching: Edit = [accountOf("pipeline-prod"), "zones: 3 }", 'zones: 3, reaches: [web-dev, "200000000099"] }'];
    assert.deepEqual(reachOf("pipeline-prod/main", reaching)?.reaches, ["200000000099", "web-dev"]);
  });

  it("is not said of an existing network with an endpoint of its team's", () => {
    assert.equal(reachOf("shop-legacy/main"), undefined);
  });
});
