import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { bootstrapFiles } from "../../bootstrap/bootstrap-files.ts";
import { BOOTSTRAP_SERVICES, existingRoles } from "../../bootstrap/role-statements.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { acmePlan } from "../support/acme.ts";
import { hasProgram, hasPythonModule } from "../support/executables.ts";
import { temporaryFolder } from "../support/folder.ts";
import { linePlan } from "../support/line.ts";
import { assertRecorded } from "../support/recorded.ts";
import { skip } from "../support/skip.ts";
import { CHOICE } from "./choice.ts";

const GOLDEN = path.join(import.meta.dirname, "golden");
const folder = temporaryFolder();

describe("the files of bootstrap", () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(BOOTSTRAP_SERVICES);
  });

  it("are as recorded for the smallest organization", () => {
    const files = bootstrapFiles(linePlan(), CHOICE, catalogue);
    assert.deepEqual([...files.keys()], ["state.yaml", "github.yaml", "management.yaml", "accounts.yaml", "accounts.sh"]);
    for (const [name, text] of files) assertRecorded(GOLDEN, name, text);
  });

  it("name the roles that teams made, and whose permissions stacks write, with their paths", () => {
    const plan = acmePlan();
    assert.ok(existingRoles(plan).includes("role/team/nightly"), existingRoles(plan).join(" "));
    const text = bootstrapFiles(plan, CHOICE, catalogue).get("accounts.yaml") ?? "";
    assert.match(text, /- Fn::Sub: arn:aws:iam::\$\{AWS::AccountId\}:role\/team\/nightly/);
  });

  it("create organizations and accounts only where the declaration does", () => {
    const changesOf = (plan: ReturnType<typeof linePlan>) =>
      [
        ...(bootstrapFiles(plan, CHOICE, catalogue).get("management.yaml") ?? "").matchAll(
          /(?:organizations|iam):(?:Create\w+|Close\w+|Delete\w+|Remove\w+)/g,
        ),
      ].map(([text]) => text);
    const existing = [
      "organizations:CreateOrganizationalUnit",
      "organizations:CreatePolicy",
      "organizations:DeleteOrganizationalUnit",
      "organizations:DeletePolicy",
    ];
    assert.deepEqual(changesOf(linePlan()), existing);
    const created = changesOf(linePlan(["accounts/owner/account.yaml", 'id: "300000000001"', "email: owner@line.example"]));
    assert.deepEqual(created, ["organizations:CreateAccount", ...existing]);
  });

  it("are valid templates", function () {
    if (!hasPythonModule("cfnlint") || !hasProgram("cfn-lint")) skip(this, "no cfn-lint here");
    for (const [name, text] of bootstrapFiles(acmePlan(), CHOICE, catalogue)) {
      if (!name.endsWith(".yaml")) continue;
      writeFileSync(folder(name), text);
      const { status, stdout, stderr } = spawnSync("cfn-lint", [folder(name)], { encoding: "utf8" });
      assert.equal(status, 0, stdout + stderr);
    }
    writeFileSync(
      folder("broken.yaml"),
      (bootstrapFiles(linePlan(), CHOICE, catalogue).get("accounts.yaml") ?? "").replace("RoleName:", "RoleNam:"),
    );
    assert.notEqual(spawnSync("cfn-lint", [folder("broken.yaml")]).status, 0);
  }).timeout(120_000);

  it("let CloudFormation delete neither roles, provider, key nor bucket", () => {
    interface Template {
      readonly Resources: Readonly<Record<string, { readonly Type: string; readonly DeletionPolicy?: string }>>;
    }
    for (const [name, text] of bootstrapFiles(linePlan(), CHOICE, catalogue)) {
      if (!name.endsWith(".yaml")) continue;
      for (const [id, { Type: type, DeletionPolicy: policy }] of Object.entries((parse(text) as Template).Resources))
        if (!/::(?:Alias|BucketPolicy)$/.test(type)) assert.equal(policy, "Retain", `${name} ${id}`);
    }
  });
});
