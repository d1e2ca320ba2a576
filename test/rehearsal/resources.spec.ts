import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CONSUMER, newPlane, OWNER } from "../control-plane/test-plane.ts";
import { LAMBDA_MAY_ASSUME, only, outcomeOf, parameter, REGION, rehearseToys, resourceOf, role, toy } from "./toy.ts";

const ROLE = "aws:iam/role:Role";
const PARAMETER = "aws:ssm/parameter:Parameter";
const STACK = "urn:pulumi:one::toys::pulumi:pulumi:Stack::toys-one";

class Pair extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("toys:roles:Pair", name, { note: "two of them" }, options);
    const first = new aws.iam.Role(`${name}-first`, { assumeRolePolicy: LAMBDA_MAY_ASSUME }, { parent: this });
    const second = new aws.iam.InstanceProfile(`${name}-second`, { name: "second", role: first.name }, { parent: first });
    this.registerOutputs({ profile: second.arn });
  }
}

function inOne(program: () => Promise<Record<string, unknown> | undefined> | Record<string, unknown> | undefined) {
  return rehearseToys([toy("one", program)]);
}

function provider(name: string, args: aws.ProviderArgs): aws.Provider {
  return new aws.Provider(name, { region: REGION, ...args });
}

describe("a rehearsed resource", () => {
  it("has the URN that Pulumi gives it, with the types of all its parents but the stack's", async () => {
    const rehearsal = await inOne(only(() => new Pair("pair")));
    assert.deepEqual(
      rehearsal.resources.map(({ urn, parent }) => [urn, parent]),
      [
        ["urn:pulumi:one::toys::pulumi:providers:aws::default_7_48_0", ""],
        [STACK, ""],
        [
          "urn:pulumi:one::toys::toys:roles:Pair$aws:iam/role:Role$aws:iam/instanceProfile:InstanceProfile::pair-second",
          "urn:pulumi:one::toys::toys:roles:Pair$aws:iam/role:Role::pair-first",
        ],
        ["urn:pulumi:one::toys::toys:roles:Pair$aws:iam/role:Role::pair-first", "urn:pulumi:one::toys::toys:roles:Pair::pair"],
        ["urn:pulumi:one::toys::toys:roles:Pair::pair", STACK],
      ],
    );
  });

  it("lists its dependencies, and its component has the registered outputs", async () => {
    const rehearsal = await inOne(only(() => new Pair("pair")));
    const { dependsOn, outputs } = resourceOf(rehearsal, "aws:iam/instanceProfile:InstanceProfile");
    assert.deepEqual(dependsOn, ["urn:pulumi:one::toys::toys:roles:Pair$aws:iam/role:Role::pair-first"]);
    const component = resourceOf(rehearsal, "toys:roles:Pair");
    assert.deepEqual([component.inputs, component.outputs, component.id], [{ note: "two of them" }, { profile: outputs["arn"] }, ""]);
  });

  it("has a name made up by hash where the program gives none, the same in every run", async () => {
    const names = [];
    for (let run = 0; run < 2; run++) names.push(resourceOf(await inOne(only(() => new Pair("pair"))), ROLE).inputs["name"]);
    assert.match(String(names[0]), /^pair-first-[0-9a-f]{7}$/);
    assert.equal(names[0], names[1]);
  });

  it("stands for its stack, with the outputs that it exports", async () => {
    const { outputs, account, region } = resourceOf(await inOne(() => ({ answer: 42 })), "pulumi:pulumi:Stack");
    assert.deepEqual([outputs, account, region], [{ answer: 42 }, OWNER.account, REGION]);
  });
});

describe("a provider", () => {
  it("is referred to by URN and id, also where a component hands it on", async () => {
    const rehearsal = await inOne(only(() => new Pair("pair", { providers: [provider("own", {})] })));
    const own = resourceOf(rehearsal, "pulumi:providers:aws");
    assert.match(own.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(resourceOf(rehearsal, ROLE).provider, `${own.urn}::${own.id}`);
    assert.equal(resourceOf(rehearsal, "aws:iam/instanceProfile:InstanceProfile").provider, `${own.urn}::${own.id}`);
  });

  it("decides the account and the region of what it makes; a resource's own region wins", async () => {
    const rehearsal = await inOne(() => {
      const assumed = provider("assumed", { assumeRoles: [{ roleArn: `arn:aws:iam::${CONSUMER.account}:role/PalisadeDeploy` }] });
      const allowed = provider("allowed", { allowedAccountIds: [CONSUMER.account], region: "us-east-1" });
      new aws.sns.Topic("assumed", { name: "assumed" }, { provider: assumed });
      new aws.sns.Topic("allowed", { name: "allowed" }, { provider: allowed });
      new aws.sns.Topic("elsewhere", { name: "elsewhere", region: "eu-north-1" }, { provider: allowed });
      new aws.sns.Topic("default", { name: "default" });
      return undefined;
    });
    const places = rehearsal.resources
      .filter(({ type }) => type === "aws:sns/topic:Topic")
      .map(({ name, account, region, outputs }) => [name, account, region, outputs["arn"]]);
    assert.deepEqual(places.sort(), [
      ["allowed", CONSUMER.account, "us-east-1", `arn:aws:sns:us-east-1:${CONSUMER.account}:allowed`],
      ["assumed", CONSUMER.account, REGION, `arn:aws:sns:${REGION}:${CONSUMER.account}:assumed`],
      ["default", OWNER.account, REGION, `arn:aws:sns:${REGION}:${OWNER.account}:default`],
      ["elsewhere", CONSUMER.account, "eu-north-1", `arn:aws:sns:eu-north-1:${CONSUMER.account}:elsewhere`],
    ]);
  });

  it("refuses an account that it does not allow", async () => {
    const assumeRoles = [{ roleArn: `arn:aws:iam::${CONSUMER.account}:role/PalisadeDeploy` }];
    const { refusals } = await inOne(only(() => provider("wrong", { assumeRoles, allowedAccountIds: [OWNER.account] })));
    assert.deepEqual(
      refusals.map(({ urn, code, message }) => [urn, code, message]),
      [["urn:pulumi:one::toys::pulumi:providers:aws::wrong", "AccountNotAllowed", `AWS account ID not allowed: ${CONSUMER.account}`]],
    );
  });

  it("puts its default tags on everything, under the resource's own", async () => {
    const rehearsal = await inOne(() => {
      const tagged = provider("tagged", { defaultTags: { tags: { owner: "platform", stage: "prod" } } });
      new aws.sns.Topic("topic", { name: "topic", tags: { stage: "dev" } }, { provider: tagged });
      return undefined;
    });
    const { inputs, outputs } = resourceOf(rehearsal, "aws:sns/topic:Topic");
    assert.deepEqual([inputs["tags"], outputs["tagsAll"]], [{ stage: "dev" }, { owner: "platform", stage: "dev" }]);
  });

  it("is needed where the configuration disables the default one", async () => {
    const config = { "pulumi:disable-default-providers": '["aws"]' };
    const { refusals } = await rehearseToys(
      [
        toy(
          "one",
          only(() => role("api")),
        ),
      ],
      { config },
    );
    assert.deepEqual(
      refusals.map(({ code, message }) => [code, message]),
      [
        [
          "DefaultProviderDisabled",
          "Default provider for 'aws' disabled. 'urn:pulumi:one::toys::aws:iam/role:Role::api' must use an explicit provider.",
        ],
      ],
    );
  });
});

describe("a secret", () => {
  it("is masked in inputs, outputs and whatever repeats it, and reaches AWS in the clear", async () => {
    const controlPlane = newPlane();
    const secret = pulumi.secret("correct horse");
    const program = () => ({ all: new aws.sns.Topic("t", { name: "t", tags: { who: "me", key: secret } }).tagsAll });
    const rehearsal = await rehearseToys([toy("one", program)], { controlPlane });
    const { inputs, outputs, id } = resourceOf(rehearsal, "aws:sns/topic:Topic");
    const masked = { key: "[secret]", who: "me" };
    assert.deepEqual([inputs["tags"], outputs["tags"], outputs["tagsAll"]], [masked, masked, masked]);
    assert.equal(outcomeOf(rehearsal, "one").outputs["all"], "[secret]");
    const topic = controlPlane.read({ caller: OWNER, type: "aws:sns/topic:Topic", id });
    assert.deepEqual(topic?.inputs["tags"], { who: "me", key: "correct horse" });
  });

  it("is what the type says is one", async () => {
    const value = "no secret by itself";
    const rehearsal = await inOne(only(() => new aws.ssm.Parameter("p", { name: "/p", type: "String", value })));
    assert.doesNotMatch(JSON.stringify(rehearsal), new RegExp(value));
    assert.equal(resourceOf(rehearsal, PARAMETER).outputs["value"], "[secret]");
  });
});

describe("a type that is not modelled", () => {
  it("passes through and is named", async () => {
    const rehearsal = await inOne(() => ({ url: new aws.sqs.Queue("queue", { name: "queue" }).arn }));
    const urn = "urn:pulumi:one::toys::aws:sqs/queue:Queue::queue";
    assert.deepEqual(rehearsal.unmodelled, [{ stack: "one", urn, type: "aws:sqs/queue:Queue" }]);
    assert.equal(outcomeOf(rehearsal, "one").status, "done");
    assert.equal(resourceOf(rehearsal, "aws:sqs/queue:Queue").inputs["name"], "queue");
  });
});

describe("an existing resource", () => {
  const seeded = () => {
    const controlPlane = newPlane();
    controlPlane.seed([{ type: ROLE, ...OWNER, inputs: { name: "nightly", path: "/team/", assumeRolePolicy: LAMBDA_MAY_ASSUME } }]);
    return controlPlane;
  };
  const arn = `arn:aws:iam::${OWNER.account}:role/team/nightly`;

  it("is read as it is", async () => {
    const program = () => ({ arn: aws.iam.Role.get("nightly", "nightly").arn });
    const rehearsal = await rehearseToys([toy("one", program)], { controlPlane: seeded() });
    assert.equal(outcomeOf(rehearsal, "one").outputs["arn"], arn);
    assert.equal(resourceOf(rehearsal, ROLE).outputs["arn"], arn);
  });

  it("may be named by its id without an edge, since nothing deploys it", async () => {
    const id = "vpc-0123456789abcdef0";
    const controlPlane = newPlane();
    controlPlane.seed([{ type: "aws:ec2/vpc:Vpc", ...OWNER, id, inputs: { cidrBlock: "10.0.0.0/16" } }]);
    const program = () => {
      aws.ec2.Vpc.get("main", id);
      parameter("computed", id);
      return undefined;
    };
    const rehearsal = await rehearseToys([toy("one", program)], { controlPlane });
    assert.deepEqual(rehearsal.refusals, []);
  });

  it("is refused when it does not exist", async () => {
    const { refusals } = await inOne(() => ({ arn: aws.iam.Role.get("nightly", "absent").arn }));
    assert.deepEqual(
      refusals.map(({ urn, code, message }) => [urn, code, message]),
      [
        [
          "urn:pulumi:one::toys::aws:iam/role:Role::nightly",
          "ResourceNotFound",
          `aws:iam/role:Role absent does not exist in account ${OWNER.account}, ${REGION}`,
        ],
      ],
    );
  });

  it("is adopted when the inputs are as it is, and refused when they are not", async () => {
    const adopt = (path: string) => () => ({
      arn: new aws.iam.Role("nightly", { name: "nightly", path, assumeRolePolicy: LAMBDA_MAY_ASSUME }, { import: "nightly" }).arn,
    });
    const adopted = await rehearseToys([toy("one", adopt("/team/"))], { controlPlane: seeded() });
    assert.equal(outcomeOf(adopted, "one").outputs["arn"], arn);
    const { refusals } = await rehearseToys([toy("one", adopt("/"))], { controlPlane: seeded() });
    assert.deepEqual(
      refusals.map(({ code, message }) => [code, message]),
      [["ImportDiffers", "inputs to import do not match the existing resource: path"]],
    );
  });
});

describe("a program", () => {
  it("sees its project, stack, organization and configuration, also beside others", async () => {
    const seen = () => {
      const { getOrganization, getProject, getStack } = pulumi;
      return { names: [getOrganization(), getProject(), getStack()], region: new pulumi.Config("aws").require("region") };
    };
    const config = { "aws:region": "eu-north-1" };
    const { stacks } = await rehearseToys([toy("one", seen), toy("two", seen)], { config, organization: "acme" });
    assert.deepEqual(
      stacks.map(({ outputs }) => outputs),
      ["one", "two"].map((stack) => ({ names: ["acme", "toys", stack], region: "eu-north-1" })),
    );
  });

  it("fails with a message when it uses a feature that the rehearsal does not support", async () => {
    const transforms = await inOne(() => {
      pulumi.runtime.registerResourceTransform(() => undefined);
      return undefined;
    });
    assert.match(outcomeOf(transforms, "one").error ?? "", /does not support transforms/);
  });
});
