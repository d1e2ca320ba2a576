import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ControlPlane } from "../../control-plane/control-plane.ts";
import { FolderStore } from "../../control-plane/folder-store.ts";
import { CATALOGUE, make, newPlane, OWNER, role, TRUST, table, urnOf } from "./test-plane.ts";

const WRITER = fileURLToPath(new URL("folder-writer.ts", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

function run(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
}

describe("a folder that processes share", () => {
  let folder = "";
  const opened: FolderStore[] = [];
  const open = (): FolderStore => {
    const store = new FolderStore(folder);
    opened.push(store);
    return store;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "palisade-store-"));
  });
  afterEach(() => {
    for (const store of opened.splice(0)) store.close();
    rmSync(folder, { recursive: true });
  });

  it("keeps resources, calls and counts for the next process that opens it", () => {
    const plane = newPlane(open());
    const first = make(plane, role("api"));
    plane.delete({ caller: OWNER, urn: "u", type: "aws:iam/role:Role", id: "api" });
    const second = make(plane, role("api"));
    const later = new ControlPlane(CATALOGUE, open());
    assert.deepEqual(later.read({ caller: OWNER, type: "aws:iam/role:Role", id: "api" })?.outputs, second.outputs);
    assert.deepEqual(later.journal(), plane.journal());
    later.delete({ caller: OWNER, urn: "u", type: "aws:iam/role:Role", id: "api" });
    const third = make(later, role("api"));
    assert.equal(new Set([first, second, third].map(({ outputs }) => outputs["uniqueId"])).size, 3);
  });

  it("shows each process at once what the others did", () => {
    const [one, other] = [newPlane(open()), new ControlPlane(CATALOGUE, open())];
    make(one, table("orders"));
    assert.throws(() => make(other, table("orders")), /ResourceInUseException/);
    other.drift({ caller: OWNER, type: "aws:dynamodb/table:Table", id: "orders", isGone: true });
    assert.equal(one.read({ caller: OWNER, type: "aws:dynamodb/table:Table", id: "orders" }), undefined);
  });

  it("takes all that parallel processes write, and lets one of them have a contended name", async () => {
    const names = ["a", "b", "c", "d"];
    const ended = await Promise.all(names.map((name) => run(folder, name, "100")));
    for (const { code, output } of ended) assert.equal(code, 0, output);
    assert.equal(ended.filter(({ output }) => output === "won\n").length, 1);
    assert.equal(ended.filter(({ output }) => output.includes("EntityAlreadyExists")).length, names.length - 1);
    const plane = new ControlPlane(CATALOGUE, open());
    for (const name of names) {
      for (let index = 0; index < 100; index++) {
        assert.ok(plane.read({ caller: OWNER, type: "aws:iam/role:Role", id: `${name}-${index}` }), `${name}-${index}`);
      }
    }
    assert.equal(plane.journal().filter(({ verb }) => verb === "create").length, names.length * 100 + 1);
  });

  it("loses what a process was writing when it was killed, keeps the rest, and stays usable for others", async () => {
    const mine = newPlane(open());
    const { signal, output } = await run(folder, "doomed", "3", "die");
    assert.equal(signal, "SIGKILL");
    assert.equal(output, "dying\n");
    assert.ok(mine.read({ caller: OWNER, type: "aws:iam/role:Role", id: "doomed-2" }));
    assert.equal(mine.read({ caller: OWNER, type: "aws:iam/role:Role", id: "doomed-0-half" }), undefined);
    make(mine, role("after"));
    assert.equal((await run(folder, "next", "1")).output, "won\n");
  });

  it("keeps nothing of a refused request", () => {
    const plane = newPlane(open());
    const before = plane.journal().length;
    const wanted = role("api", { permissionsBoundary: "arn:aws:iam::200000000002:policy/none", assumeRolePolicy: TRUST });
    assert.throws(() => make(plane, wanted), /NoSuchEntity/);
    assert.equal(new ControlPlane(CATALOGUE, open()).journal().length, before);
    assert.equal(plane.read({ caller: OWNER, type: wanted.type, id: urnOf(wanted) }), undefined);
    make(plane, role("api"));
  });
});
