import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { bootstrapFiles } from "../../bootstrap/bootstrap-files.ts";
import { checkedRoles } from "../../bootstrap/check-roles.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { wordOf } from "../../model/plan/own-deploy-roles.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type Edit, linePlan } from "../support/line.ts";
import { CHOICE } from "./choice.ts";

const OWNER = "300000000001";
const CONSUMER = "300000000002";
const ROLE = "platform/deployer-prod";
const NAMED: Edit = ["accounts/owner/account.yaml", "deployers:", `deployment: { role: ${ROLE} }\ndeployers:`];
const FILES = `accounts-${wordOf(ROLE)}`;
const folder = temporaryFolder();

/** Stands in for the AWS CLI: it says whose the credentials are and under which path a role lies, and notes every other call. */
const STAND_IN = `#!/usr/bin/env bash
case "$1 $2" in
  "sts get-caller-identity") echo "$ACCOUNT" ;;
  "iam get-role") if [ -n "$ROLE_PATH" ]; then echo "$ROLE_PATH"; else exit 254; fi ;;
  *) echo "$@" >> "$LOG" ;;
esac
`;

describe("the deploy roles that accounts name", () => {
  let files: ReadonlyMap<string, string>;
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue(BOOTSTRAP_SERVICES);
    files = bootstrapFiles(linePlan(NAMED), CHOICE, catalogue);
  });
  const textOf = (name: string) => files.get(name) ?? assert.fail(name);

  it("have a template and commands of their own, beside those for all other accounts", () => {
    assert.deepEqual([...files.keys()].slice(3), ["accounts.yaml", "accounts.sh", `${FILES}.yaml`, `${FILES}.sh`]);
    assert.match(textOf(`${FILES}.yaml`), /^# For these accounts alone: owner\n/);
    const roleIn = (name: string) =>
      (parse(textOf(name)) as { Resources: { DeployRole: { Properties: Readonly<Record<string, unknown>> } } }).Resources.DeployRole
        .Properties;
    const { Path: own, RoleName: name, AssumeRolePolicyDocument: trust } = roleIn(`${FILES}.yaml`);
    assert.deepEqual([own, name], ["/platform/", "deployer-prod"]);
    assert.deepEqual(trust, roleIn("accounts.yaml")["AssumeRolePolicyDocument"]);
    assert.deepEqual([roleIn("accounts.yaml")["Path"], roleIn("accounts.yaml")["RoleName"]], [undefined, "PalisadeDeploy"]);
    const others = bootstrapFiles(linePlan(), CHOICE, catalogue);
    assert.equal(textOf("accounts.yaml"), others.get("accounts.yaml"));
  });

  it("are what the runner may take, each in its account alone", () => {
    assert.match(textOf("management.yaml"), new RegExp(`arn:aws:iam::\\*:role/PalisadeDeploy\\s+- arn:aws:iam::${OWNER}:role/${ROLE}\n`));
    assert.doesNotMatch(textOf("management.yaml"), /\*:role\/platform/);
  });

  it("are checked, each by itself", () => {
    const roles = checkedRoles(linePlan(NAMED), CHOICE, catalogue).filter(({ account }) => account !== "management");
    const consumers = `arn:aws:iam::${CONSUMER}:role/PalisadeDeploy`;
    const owners = `arn:aws:iam::${OWNER}:role/${ROLE}`;
    assert.deepEqual(
      roles.map(({ account, arn, asRole }) => [account, arn, asRole]),
      [
        ["consumer", consumers, consumers],
        ["consumer", `arn:aws:iam::${CONSUMER}:role/PalisadePreview`, consumers],
        ["owner", owners, owners],
        ["owner", `arn:aws:iam::${OWNER}:role/PalisadePreview`, owners],
      ],
    );
  });

  it("are made by the commands under their paths, in their accounts alone, and never moved", () => {
    const bin = folder("bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, "aws"), STAND_IN);
    chmodSync(path.join(bin, "aws"), 0o755);
    const log = folder("log");
    const run = (name: string, account: string, rolePath = "") => {
      rmSync(log, { force: true });
      const env = { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}`, ACCOUNT: account, ROLE_PATH: rolePath, LOG: log };
      const { status, stderr } = spawnSync("bash", ["-s"], { input: textOf(name), env, encoding: "utf8" });
      return { status, stderr, calls: existsSync(log) ? readFileSync(log, "utf8") : "" };
    };
    const made = run(`${FILES}.sh`, OWNER);
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.calls, /^iam create-role --role-name deployer-prod --path \/platform\/ --description /m);
    const others = run("accounts.sh", CONSUMER);
    assert.equal(others.status, 0, others.stderr);
    assert.match(others.calls, /^iam create-role --role-name PalisadeDeploy --description /m);

    for (const [name, account, said] of [
      ["accounts.sh", OWNER, `the deploy role of ${OWNER} is ${ROLE}; run ${FILES}.sh\n`],
      [`${FILES}.sh`, CONSUMER, `${CONSUMER} has another deploy role than ${ROLE}\n`],
    ] as const)
      assert.deepEqual(run(name, account), { status: 1, stderr: said, calls: "" });
    const moved = run(`${FILES}.sh`, OWNER, "/cdk/");
    assert.deepEqual([moved.status, moved.calls], [1, ""]);
    assert.match(moved.stderr, /lies under the path \/cdk\/, not \/; a role cannot be moved\n$/);
  });
});
