import assert from "node:assert/strict";
import { type Edit, linePlan } from "../../support/line.ts";

const POD: Edit = [
  "accounts/owner/account.yaml",
  "workloads:\n",
  `clusters:
  main: { existing: platform, network: main }
workloads:
  broker: { runsOn: eks, cluster: main, namespace: shop, serviceAccount: broker }
`,
];
const RATES: Edit = [
  "accounts/consumer/data.yaml",
  "",
  `tables:
  rates:
    key: { partition: { day: string } }
    sharedWith:
      owner/broker: { can: [read], purpose: shared-service, because: rates for tenants }
`,
];
const TENANTS: Edit = [
  "accounts/owner/data.yaml",
  "tables:\n",
  `tables:
  items:
    key: { partition: { tenant: string }, sort: { id: string } }
    tenants: { broker: broker, can: [read, write], tag: tenant }
`,
];

const howOf = (...edits: readonly Edit[]): string | undefined =>
  linePlan(...edits).grants.find(({ id }) => id === "consumer/tables/rates/sharedWith/owner/broker")?.how;

describe("the role of a pod that hands out tenants' credentials", () => {
  it("is its own, from which it takes the tenants' role and those of owners", () => {
    assert.equal(howOf(POD, RATES), "irsa");
    assert.equal(howOf(POD, RATES, TENANTS), "role");
  });
});
