import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { signed } from "../../../pipelines/signed-text.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { gitIn } from "../../support/git-folder.ts";
import { LINE } from "../../support/line.ts";
import { edit } from "../../support/sample.ts";

const folder = temporaryFolder();
const FILES = ["palisade-deploy-stacks.yaml", "palisade-deploy.yaml", "palisade-drift.yaml", "palisade-pull-request.yaml"];

/** A repository's folder with a declaration, and the command about it. */
function repository(name: string, files = LINE) {
  const root = folder(name);
  writeFiles(path.join(root, "organization"), files);
  const workflows = path.join(root, ".github/workflows");
  return {
    root,
    file: (workflow: string) => path.join(workflows, workflow),
    written: () => (existsSync(workflows) ? readdirSync(workflows).sort() : []),
    init: (...args: readonly string[]) =>
      command("init", "--ci", "github", "--directory", root, "--declaration", path.join(root, "organization"), ...args),
  };
}

describe("init --ci github", () => {
  it("writes the workflows for a declaration that is there, and leaves it alone", async () => {
    const { root, init, file, written } = repository("new");
    const { code, out, err } = await init();
    assert.deepEqual([code, err], [0, ""]);
    assert.match(
      out,
      /^(?:created \.github\/workflows\/palisade-[\w-]+\.yaml\n){4}Next: create the environments palisade-preview, with reviewers, /,
    );
    assert.deepEqual(written(), FILES);
    const text = readFileSync(file("palisade-deploy-stacks.yaml"), "utf8");
    assert.match(text, /^ {6}PALISADE_DECLARATION: "organization"$/m);
    assert.match(text, /role-to-assume: "arn:aws:iam::100000000001:role\/PalisadeRunner"\n {10}aws-region: "eu-west-1"\n/);
    assert.match(
      readFileSync(file("palisade-pull-request.yaml"), "utf8"),
      /role-to-assume: "arn:aws:iam::100000000001:role\/PalisadePreview"/,
    );
    assert.equal(readFileSync(path.join(root, "organization/organization.yaml"), "utf8"), LINE.get("organization.yaml"));
  });

  it("says what is unchanged, and brings up to date what an earlier version wrote", async () => {
    const { init, file } = repository("again");
    await init();
    writeFileSync(file("palisade-drift.yaml"), signed("name: of an earlier version\n"));
    const { code, out } = await init();
    assert.equal(code, 0);
    assert.match(out, /^(?:unchanged .*\n){3}updated \.github\/workflows\/palisade-drift\.yaml\nNext/);
    assert.match((await init()).out, /^(?:unchanged .*\n){4}Next/);
  });

  it("refuses to overwrite what somebody has edited, writes nothing then, and does it with --force", async () => {
    const { init, file, written } = repository("edited");
    await init();
    const edited = `${readFileSync(file("palisade-drift.yaml"), "utf8")}# at noon\n`;
    writeFileSync(file("palisade-drift.yaml"), edited);
    const { code, out, err } = await init("--branch", "trunk");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(
      err,
      /^palisade: --ci: would overwrite what somebody has edited, got \.github\/workflows\/palisade-drift\.yaml; .* with --force\n$/,
    );
    assert.equal(readFileSync(file("palisade-drift.yaml"), "utf8"), edited);
    assert.match(readFileSync(file("palisade-deploy.yaml"), "utf8"), /branches: \["main"\]/);
    const forced = await init("--branch", "trunk", "--force");
    assert.match(forced.out, /unchanged .*pull-request.*\nupdated .*deploy\.yaml\nunchanged .*stacks.*\nreplaced .*drift\.yaml\n/);
    assert.match(readFileSync(file("palisade-deploy.yaml"), "utf8"), /branches: \["trunk"\]/);
    assert.deepEqual(written(), FILES);
  });

  it("takes the runner that is named where the declaration has several", async () => {
    const { init, file, written } = repository(
      "several",
      edit(LINE, "organization.yaml", 'PalisadeRunner"]', 'PalisadeRunner", "arn:aws:iam::100000000001:role/Other"]'),
    );
    const { code, err } = await init();
    assert.equal(code, 2);
    assert.match(
      err,
      /^palisade: --runner: is needed where deployment\.takenBy has several roles, got \["arn:.*Other","arn:.*PalisadeRunner"\]; /,
    );
    assert.match(
      (await init("--runner", "arn:aws:iam::100000000001:role/Else")).err,
      /^palisade: --runner: must be a role under deployment\.takenBy, got /,
    );
    assert.deepEqual(written(), []);
    assert.equal((await init("--runner", "arn:aws:iam::100000000001:role/Other")).code, 0);
    assert.match(readFileSync(file("palisade-drift.yaml"), "utf8"), /role-to-assume: "arn:aws:iam::100000000001:role\/Other"/);
  });

  it("is wrong use for another service, a branch that is none, the sample, folders that are not the repository's, and options of the other kind", async () => {
    const { root, init, written } = repository("wrong");
    gitIn(root, "init", "--quiet");
    mkdirSync(path.join(root, "below"));
    const organization = path.join(root, "organization");
    for (const [args, expected] of [
      [["--ci", "gitlab"], /^palisade: --ci: must be github, got "gitlab"; /],
      [["--ci", "github", "--branch", "a b"], /^palisade: --branch: must be a branch, got "a b"; /],
      [
        ["--ci", "github", "--directory", path.join(root, "below")],
        /^palisade: --directory: is below the repository's folder, got "below\/"; /,
      ],
      [["--ci", "github", "--directory", path.join(root, "nowhere")], /^palisade: --directory: is not a folder, got /],
      [["--ci", "github", "--directory", folder("elsewhere")], /^palisade: --declaration: must be a folder of the repository, got /],
      [["--ci", "github", "--empty"], /^palisade: --empty: is about a new declaration; /],
      [["--force"], /^palisade: --force: is about workflows; add --ci github, or leave it out\n$/],
    ] as const) {
      mkdirSync(folder("elsewhere"), { recursive: true });
      const given: readonly string[] = args;
      const rest = given.includes("--force")
        ? []
        : ["--declaration", organization, ...(given.includes("--directory") ? [] : ["--directory", root])];
      const { code, err } = await command("init", ...given, ...rest);
      assert.equal(code, 2, given.join(" "));
      assert.match(err, expected);
    }
    assert.match(
      (await command("init", "--ci", "github", "--declaration", "examples/acme")).err,
      /^palisade: --ci: needs a declaration of your own, got the sample; /,
    );
    assert.deepEqual(written(), []);
    assert.equal((await init()).code, 0);
  });

  it("prints the problems of a declaration that has some", async () => {
    const { init, written } = repository("problems", edit(LINE, "organization.yaml", "perimeter: enforced", "perimeter: closed"));
    const { code, out, err } = await init();
    assert.equal(code, 1);
    assert.match(out + err, /organization\.yaml:\d+:\d+: .*perimeter/);
    assert.deepEqual(written(), []);
  });
});
