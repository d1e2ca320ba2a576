import assert from "node:assert/strict";
import { stepsByHand } from "../../../cli/output/report/by-hand.ts";
import { existingResources } from "../../../rehearsal/existing-resources.ts";
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
