import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundledFiles, INSTALLED, OLDEST_NODE, writeBundle } from "../../policy-pack/bundle/bundle-pack.ts";
import { policyOf } from "../policy-pack/describe-rule.ts";
import { spawnPack } from "../policy-pack/spawned-pack.ts";

/** Every Node on the PATH that is new enough, by its version, and the one that runs this test. */
function nodes(): ReadonlyMap<string, string> {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const programs = [process.execPath, ...folders.map((folder) => path.join(folder, "node"))];
  const versions = programs.flatMap((program) => {
    const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
    return status === 0 ? [[stdout.trim(), program] as const] : [];
  });
  return new Map(versions.filter(([version]) => Number(version.slice(1).split(".")[0]) >= OLDEST_NODE));
}

/** A folder of its own with the bundle and what npm installs for it. */
function installed(folder: string, ...sources: readonly string[]): void {
  const { status, stderr } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...sources], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
}

describe("the bundle as npm installs it", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "palisade-pack-"));
    writeBundle(path.join(folder, "pack"), await bundledFiles());
    const { status, stderr } = spawnSync("npm", ["pack", "--pack-destination", folder], {
      cwd: path.join(folder, "pack"),
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    installed(path.join(folder, "pack"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [version, node] of nodes()) {
    it(`judges resources on Node ${version}, with the versions that it names`, async () => {
      const pack = await spawnPack(path.join(folder, "pack"), node);
      try {
        const statement = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" };
        const reports = await pack.analyze("aws:iam/rolePolicy:RolePolicy", { policy: policyOf(statement) });
        assert.deepEqual(
          reports.map(({ rule }) => rule),
          ["exact-data-access"],
        );
      } finally {
        await pack.stop();
      }
    });
  }

  it("loads from the archive that npm packs, too", async () => {
    const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    assert.ok(archive !== undefined);
    const other = mkdtempSync(path.join(tmpdir(), "palisade-packed-"));
    try {
      installed(other, path.join(folder, archive));
      const pack = await spawnPack(path.join(other, "node_modules", "palisade-policy-pack"));
      assert.equal((await pack.info()).getName(), "palisade");
      await pack.stop();
      for (const [name, version] of Object.entries(INSTALLED)) {
        const { stdout } = spawnSync("npm", ["ls", "--json", "--depth", "1", name], { cwd: other, encoding: "utf8" });
        assert.ok(stdout.includes(`"version": "${version}"`), name);
      }
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});
