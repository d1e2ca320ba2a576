import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { fullName, outcomeOf, parameter, rehearseToys, resourceOf, role, toy } from "./toy.ts";

const SECRET = "correct horse battery";
const producer = toy("producer", () => ({
  arn: role("api").arn,
  password: pulumi.secret(SECRET),
  nested: { inner: pulumi.secret(SECRET) },
}));
const reference = () => new pulumi.StackReference(fullName("producer"));

describe("a reference to a stack", () => {
  it("gives what the stack has exported", async () => {
    const consumer = toy("consumer", () => ({ got: reference().requireOutput("arn") }), { dependsOn: ["producer"] });
    const rehearsal = await rehearseToys([consumer, producer]);
    assert.equal(outcomeOf(rehearsal, "consumer").outputs["got"], "arn:aws:iam::200000000002:role/api");
  });

  it("gives secrets as secrets, also when they stand inside of an output, and masks them wherever they flow", async () => {
    const consumer = toy(
      "consumer",
      () => {
        const from = reference();
        const secret = parameter(
          "secret",
          from.requireOutput("password").apply((value) => `password=${String(value)}`),
        );
        parameter("open", from.requireOutput("arn").apply(String));
        return { value: secret.insecureValue, nested: from.requireOutput("nested") };
      },
      { dependsOn: ["producer"] },
    );
    const rehearsal = await rehearseToys([consumer, producer]);
    assert.deepEqual(outcomeOf(rehearsal, "producer").secretOutputs, ["nested", "password"]);
    assert.deepEqual(outcomeOf(rehearsal, "producer").outputs["nested"], { inner: "[secret]" });
    assert.deepEqual(outcomeOf(rehearsal, "consumer").outputs, { nested: "[secret]", value: "[secret]" });
    const secret = resourceOf(rehearsal, "aws:ssm/parameter:Parameter", "secret");
    assert.deepEqual([secret.inputs["insecureValue"], secret.outputs["insecureValue"]], ["[secret]", "[secret]"]);
    assert.equal(
      resourceOf(rehearsal, "aws:ssm/parameter:Parameter", "open").inputs["insecureValue"],
      "arn:aws:iam::200000000002:role/api",
    );
    assert.doesNotMatch(JSON.stringify(rehearsal), new RegExp(SECRET));
  });

  it("says which outputs are secrets, key by key", async () => {
    const details: unknown[] = [];
    const consumer = toy(
      "consumer",
      async () => {
        for (const key of ["arn", "password", "missing"]) details.push(await reference().getOutputDetails(key));
      },
      { dependsOn: ["producer"] },
    );
    // Three references of one name would be one resource registered three times.
    const rehearsal = await rehearseToys([consumer, producer]);
    assert.equal(rehearsal.refusals[0]?.code, "DuplicateUrn");
    details.length = 0;
    const once = toy(
      "consumer",
      async () => {
        const from = reference();
        for (const key of ["arn", "password", "missing"]) details.push(await from.getOutputDetails(key));
      },
      { dependsOn: ["producer"] },
    );
    await rehearseToys([once, producer]);
    assert.deepEqual(details, [{ value: "arn:aws:iam::200000000002:role/api" }, { secretValue: SECRET }, { value: undefined }]);
  });

  it("is a resource of the stack, as in its state", async () => {
    const rehearsal = await rehearseToys([toy("consumer", () => ({ x: reference().name }), { dependsOn: ["producer"] }), producer]);
    const { id, urn, provider, outputs } = resourceOf(rehearsal, "pulumi:pulumi:StackReference");
    assert.equal(id, fullName("producer"));
    assert.equal(urn, `urn:pulumi:consumer::toys::pulumi:pulumi:StackReference::${fullName("producer")}`);
    assert.match(provider, /^urn:pulumi:consumer::toys::pulumi:providers:pulumi::default::[0-9a-f-]{36}$/);
    assert.deepEqual(outputs["secretOutputNames"], ["nested", "password"]);
    assert.equal((outputs["outputs"] as Record<string, unknown>)["password"], "[secret]");
  });

  it("fails the stack that requires an output that is missing", async () => {
    const consumer = toy("consumer", () => ({ got: reference().requireOutput("typo") }), { dependsOn: ["producer"] });
    const { status, error } = outcomeOf(await rehearseToys([consumer, producer]), "consumer");
    assert.equal(status, "failed");
    assert.match(error ?? "", /Required output 'typo' does not exist on stack 'organization\/toys\/producer'/);
  });

  it("fails as the engine does for a stack that does not exist", async () => {
    const consumer = toy("consumer", () => ({ got: new pulumi.StackReference(fullName("nobody")).getOutput("x") }));
    const { refusals } = await rehearseToys([consumer, producer]);
    assert.deepEqual(refusals, [
      {
        stack: "consumer",
        urn: "organization/toys/nobody",
        code: "UnknownStack",
        message: 'unknown stack "organization/toys/nobody"',
        remedy: "create the stack first; this rehearsal has organization/toys/consumer, organization/toys/producer",
      },
    ]);
  });

  it("fails for a stack that nothing deploys first", async () => {
    const consumer = toy("consumer", () => ({ got: reference().getOutput("arn") }));
    const { refusals } = await rehearseToys([consumer, producer]);
    assert.deepEqual(
      refusals.map(({ code }) => code),
      ["UndeclaredDependency"],
    );
  });

  it("reaches stacks that come before through others", async () => {
    const between = toy("between", () => undefined, { dependsOn: ["producer"] });
    const consumer = toy("consumer", () => ({ got: reference().getOutput("arn") }), { dependsOn: ["between"] });
    assert.equal(outcomeOf(await rehearseToys([consumer, between, producer]), "consumer").status, "done");
  });
});
