import assert from "node:assert/strict";
import { freeSlots, overflow, placesFor, remaining } from "../../guardrails/placement.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { resolve } from "../../model/plan/resolve.ts";
import { type Edit, linePlan } from "../support/line.ts";
import { loadAt, sample } from "../support/sample.ts";

const placesOf = (...edits: readonly Edit[]) =>
  placesFor("enforced", resolve(linePlan(...edits), new Map()), "PalisadeDeploy").map(({ key }) => key);
const UNIT: Edit[1] = "workloads: { perimeter: enforced, existing: ou-line-11112222 }";

describe("guardrails", () => {
  it("are attached to a unit that exists and is enforced throughout", () => {
    assert.deepEqual(placesOf(), ["unit/workloads"]);
  });

  it("are attached to enforced accounts where another account of the unit is not", () => {
    assert.deepEqual(
      placesOf([
        "accounts/consumer/account.yaml",
        "organizationalUnit: workloads",
        "organizationalUnit: workloads\nperimeter: observe\nbecause: it is old",
      ]),
      ["account/owner"],
    );
  });

  it("are attached to accounts where the unit is made here, since what exists does not lie in it yet", () => {
    assert.deepEqual(placesOf(["organization.yaml", UNIT, "workloads: { perimeter: enforced }"]), ["account/consumer", "account/owner"]);
  });

  it("are attached nowhere where nothing is enforced", () => {
    assert.deepEqual(
      placesOf(["organization.yaml", UNIT, `workloads: { perimeter: open, because: a sandbox, existing: ou-line-11112222 }`]),
      [],
    );
  });

  it("leave out observed, open and unknown accounts of the sample", () => {
    const { declaration } = loadAt(sample);
    assert.ok(declaration !== undefined);
    const places = placesFor("enforced", resolve(plan(declaration), new Map()), "PalisadeDeploy").map(({ key }) => key);
    assert.equal(places.length, 10);
    for (const left of ["account/shop-legacy", "account/web-dev", "account/checkout-prod"])
      assert.ok(!places.includes(left as (typeof places)[number]));
  });
});

describe("room for guardrails", () => {
  it("counts AWS's own policy once, however it is written, and whatever is attached", () => {
    assert.deepEqual(freeSlots({}), { serviceControl: 9, resourceControl: 4 });
    assert.deepEqual(freeSlots({ serviceControl: ["FullAWSAccess", "p-1"], resourceControl: ["p-RCPFullAWSAccess", "p-2"] }), {
      serviceControl: 8,
      resourceControl: 3,
    });
    assert.deepEqual(freeSlots({ serviceControl: ["p-FullAWSAccess"] }), { serviceControl: 9, resourceControl: 4 });
  });

  it("is refused with what is too many, and with a way out", () => {
    const left = remaining({ serviceControl: 1, resourceControl: 4 }, { serviceControl: 3, resourceControl: 1 });
    assert.equal(
      overflow(left),
      "has no room for its guardrails, got 2 SCPs too many; detach policies from it, or attach them to its parent",
    );
    assert.equal(overflow({ serviceControl: 0, resourceControl: 0 }), undefined);
  });
});
