import assert from "node:assert/strict";
import { isServicePrincipal } from "../../iam/service-principals.ts";
import { placeOfService, runsAs, servicesAt, unknownService } from "../../iam/workload-services.ts";

describe("services that run workloads", () => {
  it("are principals of AWS, each in one place", () => {
    const all = [...servicesAt("vpc"), ...servicesAt("aws")];
    assert.deepEqual(
      all.filter((service) => !isServicePrincipal(service)),
      [],
    );
    assert.equal(new Set(all).size, all.length);
    for (const service of all) assert.equal(runsAs(service), undefined, service);
  });

  it("run in a network or in none", () => {
    assert.equal(placeOfService("glue.amazonaws.com"), "vpc");
    assert.equal(placeOfService("states.amazonaws.com"), "aws");
    assert.equal(placeOfService("datasync.amazonaws.com"), undefined);
  });

  it("lead to the word of what takes its role as another service", () => {
    assert.equal(runsAs("batch.amazonaws.com")?.runsOn, "ecs");
    assert.equal(runsAs("elasticmapreduce.amazonaws.com")?.runsOn, "ec2");
  });

  it("are suggested where a name is misspelt", () => {
    assert.equal(unknownService("glue.amazonaws.com"), undefined);
    assert.deepEqual(unknownService("gleu.amazonaws.com"), { meant: "glue.amazonaws.com" });
    assert.deepEqual(unknownService("zzzzzzzzzzzz.amazonaws.com"), { meant: undefined });
  });
});
