import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { OWNER } from "../control-plane/test-plane.ts";
import { outcomeOf, parameter, refusedRole, rehearseToys, role, toy } from "./toy.ts";

const urn = (stack: string, type: string, name: string): string => `urn:pulumi:${stack}::toys::${type}::${name}`;

describe("a stack that fails", () => {
  it("stops its dependents and no other stack", async () => {
    const done: string[] = [];
    const rehearsal = await rehearseToys(
      [
        toy("last", () => ({ x: 1 }), { dependsOn: ["middle"] }),
        toy("middle", () => ({ x: 1 }), { dependsOn: ["broken", "fine"] }),
        toy("broken", () => ({ arn: refusedRole("api").arn })),
        toy("fine", () => ({ arn: role("other").arn })),
        toy("after-fine", () => ({ x: 1 }), { dependsOn: ["fine"] }),
      ],
      { onProgress: ({ stack, status, finished, total }) => status !== "running" && done.push(`${stack} ${status} ${finished}/${total}`) },
    );
    assert.deepEqual(
      rehearsal.stacks.map(({ name, status, because }) => [name, status, because]),
      [
        ["after-fine", "done", []],
        ["broken", "failed", []],
        ["fine", "done", []],
        ["last", "skipped", ["broken"]],
        ["middle", "skipped", ["broken"]],
      ],
    );
    assert.equal(done.length, 5);
    assert.equal(done.at(-1)?.endsWith("5/5"), true);
  });

  it("is recorded with AWS's code, the URN and a remedy where it happens, not with what only waited for it", async () => {
    const rehearsal = await rehearseToys([
      toy("broken", () => {
        const api = refusedRole("api");
        const dependents = [1, 2, 3].map((each) => parameter(`role-arn-${each}`, api.arn));
        return { arn: api.arn, all: pulumi.all(dependents.map((dependent) => dependent.arn)) };
      }),
    ]);
    assert.deepEqual(
      rehearsal.refusals.map(({ stack, urn, code }) => [stack, urn, code]),
      [["broken", urn("broken", "aws:iam/role:Role", "api"), "MalformedPolicyDocument"]],
    );
    const [refusal] = rehearsal.refusals;
    assert.match(refusal?.message ?? "", /Invalid principal in policy/);
    assert.notEqual(refusal?.remedy ?? "", "");
    assert.equal(outcomeOf(rehearsal, "broken").error?.startsWith(`${refusal?.urn ?? ""}: MalformedPolicyDocument: `), true);
  });

  it("keeps every resource that did not wait for the refused one", async () => {
    const rehearsal = await rehearseToys([
      toy("broken", () => {
        parameter("waits", refusedRole("api").arn);
        parameter("alone", "text");
        return undefined;
      }),
    ]);
    const parameters = rehearsal.resources.filter(({ type }) => type === "aws:ssm/parameter:Parameter");
    assert.deepEqual(
      parameters.map(({ name }) => name),
      ["alone"],
    );
  });

  it("is one that registers two resources of one URN", async () => {
    const rehearsal = await rehearseToys([
      toy("broken", () => {
        parameter("twice", "one");
        new aws.ssm.Parameter("twice", { name: "/other", type: "String", value: "two" });
        return undefined;
      }),
    ]);
    const twice = urn("broken", "aws:ssm/parameter:Parameter", "twice");
    assert.deepEqual(rehearsal.refusals, [
      {
        stack: "broken",
        urn: twice,
        code: "DuplicateUrn",
        message: `Duplicate resource URN '${twice}'`,
        remedy: "give one of the two resources another name",
      },
    ]);
  });

  it("is one that computes an ARN instead of taking it from the resource, whichever comes first", async () => {
    const rehearsal = await rehearseToys([
      toy("broken", () => {
        role("api");
        parameter("computed", `arn:aws:iam::${OWNER.account}:role/api`);
        return undefined;
      }),
      toy("sound", () => {
        parameter("taken", role("sound").arn);
        return undefined;
      }),
    ]);
    assert.deepEqual(
      rehearsal.refusals.map(({ stack, urn, code }) => [stack, urn, code]),
      [["broken", urn("broken", "aws:ssm/parameter:Parameter", "computed"), "MissingEdge"]],
    );
    assert.match(
      rehearsal.refusals[0]?.message ?? "",
      /^insecureValue contains arn:aws:iam::200000000002:role\/api, which belongs to urn:/,
    );
    assert.deepEqual([outcomeOf(rehearsal, "broken").status, outcomeOf(rehearsal, "sound").status], ["failed", "done"]);
  });

  it("is one whose inputs nobody would send to AWS, each of them named", async () => {
    const broken = toy("broken", () => {
      const nothing = undefined as unknown as string;
      new aws.dynamodb.Table("t", { name: "no spaces!", hashKey: "id", attributes: [{ name: "id", type: "S" }] });
      new aws.iam.RolePolicyAttachment("a", { role: pulumi.output(nothing), policyArn: pulumi.output(nothing) });
      return undefined;
    });
    const { refusals } = await rehearseToys([broken]);
    assert.deepEqual(
      refusals.map(({ code, message, remedy }) => [code, message, remedy]),
      [
        ["InvalidInput", 'name: a name that AWS does not take, got "no spaces!"', "it may contain three or more letters, digits and _.-"],
        ["InvalidInput", "policyArn: a required input is missing, got nothing", "give it a value"],
        ["InvalidInput", "role: a required input is missing, got nothing", "give it a value"],
      ],
    );
  });

  it("is one that throws, and says so without a trace", async () => {
    const rehearsal = await rehearseToys([
      toy("user", () => {
        throw new pulumi.RunError("accounts: the id is unknown; deploy organization first");
      }),
      toy("bug", () => {
        throw new TypeError("x is not a function");
      }),
    ]);
    assert.deepEqual(
      rehearsal.stacks.map(({ error }) => error),
      ["TypeError: x is not a function", "accounts: the id is unknown; deploy organization first"],
    );
  });

  it("is one that logs an error, as under the CLI", async () => {
    const rehearsal = await rehearseToys([
      toy("broken", async () => {
        await pulumi.log.error("this cannot go on");
        return undefined;
      }),
    ]);
    assert.equal(outcomeOf(rehearsal, "broken").error, "this cannot go on");
  });

  it("is one that waits for something that never comes", () => {
    const toys = JSON.stringify(new URL("./toy.ts", import.meta.url).href);
    const script = `
      const { rehearseToys, toy } = await import(${toys});
      const stuck = toy("stuck", () => new Promise(() => undefined));
      const { stacks } = await rehearseToys([stuck, toy("fine", () => undefined), toy("after", () => undefined, { dependsOn: ["fine"] })]);
      console.log(stacks.map(({ name, status, error = "" }) => [name, status, error].join(" ").trim()).join("\\n"));`;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
    assert.equal(
      stdout,
      "after done\nfine done\nstuck failed the program waits for something that never comes; look for an await of a value that it makes later\n",
    );
    assert.equal(status, 0);
  });

  it("is one that leaves a promise rejected", async () => {
    const rehearsal = await rehearseToys([
      toy("broken", () => {
        void Promise.reject(new Error("nobody caught me"));
        return undefined;
      }),
      toy("fine", () => undefined),
    ]);
    assert.deepEqual(
      rehearsal.stacks.map(({ name, error }) => [name, error]),
      [
        ["broken", "nobody caught me"],
        ["fine", undefined],
      ],
    );
  });
});

describe("a question that AWS does not answer", () => {
  const lookUp = (): Promise<unknown> => aws.eks.getCluster({ name: "absent" });

  it("does not fail a program that bears it", async () => {
    const rehearsal = await rehearseToys([toy("tolerant", async () => ({ found: await lookUp().catch(() => "none") }))]);
    assert.equal(outcomeOf(rehearsal, "tolerant").outputs["found"], "none");
    assert.deepEqual(rehearsal.refusals, []);
  });

  it("is a refusal when the program fails with it", async () => {
    const rehearsal = await rehearseToys([toy("strict", async () => ({ found: await lookUp() }))]);
    assert.deepEqual(
      rehearsal.refusals.map(({ stack, urn, code }) => [stack, urn, code]),
      [["strict", "aws:eks/getCluster:getCluster", "ResourceNotFoundException"]],
    );
  });

  it("is named when it is not modelled", async () => {
    const rehearsal = await rehearseToys([toy("strict", async () => ({ found: await aws.sqs.getQueue({ name: "q" }) }))]);
    assert.equal(rehearsal.refusals[0]?.code, "NotModelled");
    assert.match(outcomeOf(rehearsal, "strict").error ?? "", /aws:sqs\/getQueue:getQueue/);
  });
});

describe("a warning", () => {
  it("is kept with its stack", async () => {
    const warns = toy("one", async () => {
      await pulumi.log.warn("an old key");
      return undefined;
    });
    const rehearsal = await rehearseToys([warns, toy("two", () => undefined)]);
    assert.deepEqual(
      rehearsal.stacks.map(({ warnings }) => warnings),
      [["an old key"], []],
    );
  });
});
