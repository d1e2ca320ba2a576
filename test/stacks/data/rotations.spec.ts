import assert from "node:assert/strict";
import { stepsByHand } from "../../../cli/output/report/by-hand.ts";
import { ControlPlane } from "../../../control-plane/control-plane.ts";
import { MemoryStore } from "../../../control-plane/memory-store.ts";
import { existingResources } from "../../../rehearsal/existing-resources.ts";
import type { PlanRehearsal } from "../../../rehearsal/rehearse-plan.ts";
import { type Edit, linePlan, named, rehearseLine } from "../../support/line.ts";

const OWNER = "300000000001";
const EDITS: readonly Edit[] = [
  ["accounts/owner/account.yaml", "  api: {", "  rotator: { runsOn: lambda, network: main }\n  api: {"],
  [
    "accounts/owner/data.yaml",
    "tables:\n",
    `secrets:
  token:
    rotation: { by: rotator, function: rotate-token, every: 30d }
    usedBy: { rotator: { can: [read, write] } }
  plain: {}
tables:
`,
  ],
];

describe("rotation of secrets", function () {
  this.timeout(60_000);

  it("is by the declared function, when it is due, and of the declared secrets alone", async () => {
    const rehearsal = await rehearseLine({}, ...EDITS);
    const { inputs } = named(rehearsal, "data.owner", "secret-token-rotation");
    const secret = named(rehearsal, "data.owner", "secret-token-secret");
    assert.deepEqual(inputs, {
      region: "eu-west-1",
      secretId: secret.outputs["arn"],
      rotationLambdaArn: `arn:aws:lambda:eu-west-1:${OWNER}:function:rotate-token`,
      rotationRules: { automaticallyAfterDays: 30 },
      rotateImmediately: false,
    });
    assert.deepEqual(
      rehearsal.resources.filter(({ type }) => type.includes("SecretRotation")).map(({ name }) => name),
      ["secret-token-rotation"],
    );
  });

  it("waits for a function that does not exist yet, is named with the remedy, and keeps nobody else waiting", async () => {
    const SECOND: Edit = [
      "accounts/owner/data.yaml",
      "  plain: {}\n",
      "  plain:\n    rotation: { by: rotator, function: rotate-plain, every: 7d }\n    usedBy: { rotator: { can: [read, write] } }\n",
    ];
    const rehearsedWithout = async (missing: readonly string[], ...edits: readonly Edit[]) => {
      const controlPlane = await ControlPlane.open(new MemoryStore());
      const seed = controlPlane.seed.bind(controlPlane);
      controlPlane.seed = (things) => {
        seed(things.filter(({ type, inputs }) => type !== "aws:lambda/function:Function" || !missing.includes(String(inputs["name"]))));
      };
      return rehearseLine({ controlPlane }, ...EDITS, ...edits);
    };
    const rotationsOf = ({ resources }: PlanRehearsal) =>
      resources.filter(({ type }) => type.includes("SecretRotation")).map(({ name }) => name);
    const waiting = await rehearsedWithout(["rotate-token"], SECOND);
    assert.deepEqual(
      waiting.stacks.filter(({ status }) => status !== "done").map(({ name, error }) => [name, error]),
      [],
    );
    assert.deepEqual(waiting.refusals, []);
    assert.deepEqual(
      waiting.stacks.flatMap(({ warnings }) => warnings),
      [
        'secrets.token.rotation of owner: the function does not exist yet in eu-west-1, so that the rotation waits, got "rotate-token"; make it and deploy again, or correct it in accounts/owner/data.yaml',
      ],
    );
    assert.deepEqual(rotationsOf(waiting), ["secret-plain-rotation"]);
    const others = ({ resources }: PlanRehearsal) =>
      resources.filter(({ type }) => !type.includes("SecretRotation")).map(({ stack, name }) => `${stack} ${name}`);
    assert.deepEqual(others(waiting), others(await rehearsedWithout([], SECOND)));
  });

  it("of a created account waits, whose function cannot be there", async () => {
    const created: Edit = ["accounts/owner/account.yaml", 'id: "300000000001"', "email: owner@line.example"];
    const waiting = await rehearseLine({}, ...EDITS, created);
    assert.deepEqual(
      waiting.stacks.filter(({ status }) => status !== "done").map(({ name }) => name),
      [],
    );
    assert.ok(waiting.stacks.some(({ warnings }) => warnings.some((text) => text.startsWith("secrets.token.rotation of owner"))));
  });

  it("leaves the function, its permission and the first value to its team", async () => {
    const plan = linePlan(...EDITS);
    const steps = stepsByHand(plan, await rehearseLine({}, ...EDITS));
    assert.deepEqual(
      steps.filter(({ what }) => what.includes("rotate-token")),
      [
        {
          account: "owner",
          what: "before the deployment: make the function rotate-token, and let secretsmanager.amazonaws.com invoke it for this account (lambda:AddPermission with SourceAccount); after it, put in the first value",
          about: ["owner/secrets/token"],
        },
      ],
    );
    assert.deepEqual(
      existingResources(plan)
        .filter(({ type }) => type === "aws:lambda/function:Function")
        .map(({ inputs }) => inputs["name"]),
      ["rotate-token"],
    );
  });
});
