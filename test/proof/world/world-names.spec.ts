import assert from "node:assert/strict";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { type Edit, linePlan, rehearseLine } from "../../support/line.ts";

const BY_ROLE: Edit = ["accounts/owner/data.yaml", "can: [read, stream], on:", "can: [read], how: role, on:"];
const ROLE = "arn:aws:iam::300000000001:role/palisade/access/consumer.reporter";

describe("the name of an access role", () => {
  it("is taken as the declaration writes it and as the plan and AWS do, and is shown as the declaration writes it", async () => {
    const { names } = organizationOf(linePlan(BY_ROLE), await rehearseLine({}, BY_ROLE), undefined).world;
    for (const name of ["owner/access/consumer/reporter", "owner/access/consumer.reporter"]) {
      assert.equal(names.principal(name).arn, ROLE, name);
      assert.equal(names.resource(name).arn, ROLE, name);
    }
    assert.equal(names.nameOf(ROLE), "owner/access/consumer/reporter");
    assert.match(names.principal("owner/access/consumer.reporters").problem?.message ?? "", /did you mean/);
  });
}).timeout(120_000);
